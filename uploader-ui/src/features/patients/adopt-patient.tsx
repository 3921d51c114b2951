import { Modal } from '@mantine/core';
import type { RegistryRow } from '#core/contract/patients.js';
import { useAdoption } from '../../api/patients.js';
import { useFocusBack } from '../../app/focus-back.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { ReasonForm } from '../../app/pieces/reason-form.js';
import { nameOf, PersonLine } from './person.js';

/** Add to my patients: who it is, and why. The reason is kept with the look at the chart. */
export function AdoptPatient({ person, onClose, onAdded }: { person: RegistryRow; onClose(): void; onAdded(id: string): void }) {
  const adoption = useAdoption();
  useFocusBack();
  return (
    <Modal opened onClose={onClose} title={t('patients.adopt')}>
      <ReasonForm
        label={t('patients.adopt-reason')}
        hint={t('patients.adopt-reason-hint')}
        missing={t('patients.adopt-reason-missing')}
        act={t('patients.adopt')}
        back={{ words: t('act.back'), act: onClose }}
        isPending={adoption.isPending}
        problem={adoption.error && <ProblemNote error={adoption.error} safe={t('patients.safe')} />}
        onReason={(reason) => adoption.mutate({ id: person.id, reason }, { onSuccess: ({ id }) => onAdded(id) })}
      >
        <p>
          <strong>{nameOf(person)}</strong>
          <br />
          <PersonLine person={person} />
        </p>
        <p>{t('patients.adopt-words')}</p>
      </ReasonForm>
    </Modal>
  );
}
