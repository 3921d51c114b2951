import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { HospitalRow } from '#core/contract/administration.js';
import { builtInPlaceholders } from '#core/identity/placeholders.js';
import { readHospitalWording, useHospitalWording, useSaveHospitalWording } from '../../api/administration.js';
import { MeanwhileNote } from '../../app/form/meanwhile-note.js';
import { useRowForm } from '../../app/form/use-row-form.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { type Field, FieldInput, readingOf } from './fields.js';
import { hospitalMistakes, hospitalRequest, hospitalValues, standIns } from './hospital-form.js';

const wordingFields = (): Field[] => [
  { name: 'name', label: t('admin.hospital-name'), hint: t('admin.hospital-name-hint'), kind: 'text', required: true, maxLength: 100 },
  {
    name: 'departmentName',
    label: t('admin.department-name'),
    hint: t('admin.department-name-hint'),
    kind: 'text',
    required: true,
    maxLength: 100,
  },
];

const matchingFields = (): Field[] => [
  { name: 'candidateDays', label: t('admin.candidate-days'), hint: t('admin.candidate-days-hint'), kind: 'number', required: true },
  { name: standIns.names, label: t('admin.stand-in-names'), hint: t('admin.stand-in-names-hint'), kind: 'area' },
  { name: standIns.patientIDs, label: t('admin.stand-in-patient-ids'), hint: t('admin.stand-in-patient-ids-hint'), kind: 'area' },
  { name: standIns.birthDates, label: t('admin.stand-in-birth-dates'), hint: t('admin.stand-in-birth-dates-hint'), kind: 'area' },
];

const builtIn: Record<string, readonly string[]> = {
  // A sign in front says that the entry must be the whole name.
  [standIns.names]: builtInPlaceholders.names,
  [standIns.patientIDs]: builtInPlaceholders.patientIDs,
  [standIns.birthDates]: builtInPlaceholders.birthDates.map((date) => date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')),
};

/** The stand-ins that every hospital has, for reading. */
function BuiltIn({ name }: { name: string }) {
  const entries = builtIn[name];
  if (!entries) return null;
  return (
    <details className="small">
      <summary>{t('admin.built-in', { count: entries.length })}</summary>
      <p className="soft">{[...entries].sort((a, b) => a.localeCompare(b)).join(' · ')}</p>
      {name === standIns.patientIDs && <p className="soft">{t('admin.built-in-patient-ids')}</p>}
    </details>
  );
}

function HospitalForm({ row }: { row: HospitalRow }) {
  const saving = useSaveHospitalWording();
  const [isSaved, setSaved] = useState(false);
  const fields = [...wordingFields(), ...matchingFields()];
  const form = useRowForm({
    names: fields.map(({ name }) => name),
    nullable: [],
    check: hospitalMistakes,
    row: hospitalValues(row),
    save: async (body) => hospitalValues(await saving.mutateAsync(hospitalRequest(body))),
    readNow: async () => hospitalValues(await readHospitalWording()),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setSaved(false);
    void form.submit().then(setSaved);
  };
  const show = (field: Field) => (
    <FieldInput
      key={field.name}
      field={field}
      value={form.values[field.name] ?? null}
      fault={form.faults[field.name]}
      isNew
      isFirst={false}
      onChange={(value) => {
        setSaved(false);
        form.set(field.name, value);
      }}
    />
  );
  return (
    <form onSubmit={submit} noValidate>
      <div className="panel-body stack">
        <MeanwhileNote form={form} {...readingOf(fields)} />
        {wordingFields().map(show)}
        <h3>{t('admin.matching')}</h3>
        <p className="small soft">{t('admin.matching-words')}</p>
        {matchingFields().map((field) => (
          <div key={field.name}>
            {show(field)}
            <BuiltIn name={field.name} />
          </div>
        ))}
        {form.problem !== null && <ProblemNote error={form.problem} safe={t('admin.safe')} />}
      </div>
      <div className="panel-foot">
        <span className="panel-foot-note" role="status">
          {isSaved ? t('admin.saved') : ''}
        </span>
        <Button type="submit" loading={saving.isPending}>
          {t('admin.save')}
        </Button>
      </div>
    </form>
  );
}

/** The words that name the hospital wherever a page says them, and how images find their order. */
export function HospitalPage() {
  const query = useHospitalWording();
  return (
    <section className="panel" aria-labelledby="hospital-wording" style={{ maxWidth: 720 }}>
      <div className="panel-head">
        <h2 id="hospital-wording">{t('admin.hospital')}</h2>
      </div>
      {query.isPending && <SkeletonPanel lines={3} />}
      {query.error && !query.data && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <HospitalForm row={query.data} />}
    </section>
  );
}
