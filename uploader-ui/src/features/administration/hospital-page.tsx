import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { type hospitalRow, hospitalWrite } from '#core/contract/administration.js';
import { readHospitalWording, useHospitalWording, useSaveHospitalWording } from '../../api/administration.js';
import { MeanwhileNote } from '../../app/form/meanwhile-note.js';
import { useRowForm } from '../../app/form/use-row-form.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { checkedBy, type Field, FieldInput, readingOf } from './fields.js';

const fieldsOf = (): Field[] => [
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

function Wording({ row }: { row: z.infer<typeof hospitalRow> }) {
  const saving = useSaveHospitalWording();
  const [isSaved, setSaved] = useState(false);
  const fields = fieldsOf();
  const form = useRowForm({
    names: fields.map(({ name }) => name),
    nullable: [],
    check: checkedBy(hospitalWrite),
    row,
    save: (body) => saving.mutateAsync(body),
    readNow: () => readHospitalWording(),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setSaved(false);
    void form.submit().then(setSaved);
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className="panel-body stack">
        <MeanwhileNote form={form} {...readingOf(fields)} />
        {fields.map((field) => (
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

/** The words that name the hospital, wherever a page says them. */
export function HospitalPage() {
  const query = useHospitalWording();
  return (
    <section className="panel" aria-labelledby="hospital-wording" style={{ maxWidth: 720 }}>
      <div className="panel-head">
        <h2 id="hospital-wording">{t('admin.hospital')}</h2>
      </div>
      {query.isPending && <SkeletonPanel lines={3} />}
      {query.error && !query.data && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Wording row={query.data} />}
    </section>
  );
}
