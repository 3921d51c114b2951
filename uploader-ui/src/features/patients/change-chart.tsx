import { Button, Modal } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { PatientChart } from '#core/contract/patients.js';
import { readPatient, useChartChange } from '../../api/patients.js';
import { useFocusBack } from '../../app/focus-back.js';
import { MeanwhileNote } from '../../app/form/meanwhile-note.js';
import { useRowForm } from '../../app/form/use-row-form.js';
import { t, type WordKey } from '../../app/i18n.js';
import { Ask } from '../../app/pieces/ask.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { ContactFields, IdentityFields } from './chart-fields.js';
import {
  type ChartField,
  type ChartForm,
  changedOf,
  chartFields,
  chartMistakes,
  chartValues,
  chartWords,
  labels,
  type TextField,
} from './chart-form.js';

/** Corrects a chart in the version that was seen; what was typed stays through every failure, and beside what somebody else saved. */
export function ChangeChart({ patient, onClose }: { patient: PatientChart; onClose(): void }) {
  const saving = useChartChange(patient.id);
  const [isLeaving, setLeaving] = useState(false);
  useFocusBack();
  // Images may have brought several; to write one of them here would take the others away.
  const hasPatientID = patient.identifiers.length < 2;
  const form = useRowForm({
    names: chartFields.filter((name) => hasPatientID || name !== 'patientID'),
    nullable: [],
    row: chartValues(patient),
    check: (body) => chartMistakes(body as unknown as ChartForm),
    save: async (body, seen) => chartValues(await saving.mutateAsync(changedOf(body, seen))),
    readNow: async () => chartValues(await readPatient(patient.id)),
  });
  const fields = {
    typedIn: (name: TextField) => String(form.values[name] ?? ''),
    faultOf: (name: string) => form.faults[name],
    onChange: form.set,
    otherNames: (form.values.otherNames ?? []) as readonly string[],
    onOtherNames: (names: readonly string[]) => form.set('otherNames', names),
  };
  const close = (): void => {
    if (form.isDirty && !isLeaving) setLeaving(true);
    else onClose();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void form.submit().then((isDone) => isDone && onClose());
  };
  return (
    <Modal opened onClose={close} title={t('chart.edit')} size={720} closeOnClickOutside={false}>
      <form onSubmit={submit} noValidate className="stack">
        <MeanwhileNote
          form={form}
          labelOf={(name) => t(labels[name as ChartField] as WordKey)}
          wordsOf={(name, value) => chartWords(name as ChartField, value)}
        />
        <IdentityFields {...fields} hasPatientID={hasPatientID} />
        {!hasPatientID && <p className="small soft">{t('chart.several-mrns')}</p>}
        <h3>{t('patients.contact')}</h3>
        <ContactFields {...fields} />
        {form.problem !== null && <ProblemNote error={form.problem} safe={t('admin.safe')} />}
        {isLeaving && (
          <Ask words={t('admin.leave-ask')} act={t('admin.leave')} keep={t('admin.go-on')} onYes={onClose} onNo={() => setLeaving(false)} />
        )}
        <div className="line acts-end admin-foot">
          <Button variant="default" onClick={close}>
            {t('act.back')}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {t('admin.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
