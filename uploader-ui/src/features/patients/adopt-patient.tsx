import { Button, Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { RegistryRow } from '#core/contract/patients.js';
import { useAdoption } from '../../api/patients.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { nameOf, PersonLine } from './person.js';

/** Add to my patients: who it is, and why. The reason is kept with the look at the chart. */
export function AdoptPatient({ person, onClose, onAdded }: { person: RegistryRow; onClose(): void; onAdded(id: string): void }) {
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const adoption = useAdoption();
  const isShort = reason.trim().length < 3;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!isShort) adoption.mutate({ id: person.id, reason: reason.trim() }, { onSuccess: ({ id }) => onAdded(id) });
  };
  return (
    <Modal opened onClose={onClose} title={t('patients.adopt')}>
      <form onSubmit={submit} className="stack" noValidate>
        <p>
          <strong>{nameOf(person)}</strong>
          <br />
          <PersonLine person={person} />
        </p>
        <p>{t('patients.adopt-words')}</p>
        <Textarea
          label={t('patients.adopt-reason')}
          description={t('patients.adopt-reason-hint')}
          required
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={isTried && isShort && t('patients.adopt-reason-missing')}
          data-autofocus
        />
        {adoption.error && <ProblemNote error={adoption.error} safe={t('patients.safe')} />}
        <div className="line" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {t('act.back')}
          </Button>
          <Button type="submit" loading={adoption.isPending}>
            {t('patients.adopt')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
