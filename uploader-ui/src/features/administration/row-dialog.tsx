import { Button, Modal } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { AdminThing } from '../../api/administration.js';
import { useSaveRow } from '../../api/administration.js';
import { useFocusBack } from '../../app/focus-back.js';
import { MeanwhileNote } from '../../app/form/meanwhile-note.js';
import type { Value, Values } from '../../app/form/row-form.js';
import { useRowForm } from '../../app/form/use-row-form.js';
import { t } from '../../app/i18n.js';
import { Ask } from '../../app/pieces/ask.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { checkedBy, type Field, FieldInput, readingOf } from './fields.js';

export interface RetireWords {
  /** The field that says it: `retired` or `disabled`. */
  field: 'retired' | 'disabled';
  act: string;
  ask(row: Values): string;
  /** Where not every row can be. */
  mayBe?(row: Values): boolean;
  back: string;
}

interface RowDialogProps<Row extends { id: string; version: number }> {
  thing: AdminThing<Row>;
  title: string;
  fields: readonly Field[] | ((values: Values) => readonly Field[]);
  /** The row to change, or the values of a new one. */
  row: Values & { id?: string; version: number | null };
  retire: RetireWords;
  /** What else can be done with a row that is there. */
  more?: ReactNode;
  onClose(): void;
}

/** The form of one row: new, changed, retired or brought back. */
export function RowDialog<Row extends { id: string; version: number }>({
  thing,
  title,
  fields,
  row,
  retire,
  more,
  onClose,
}: RowDialogProps<Row>) {
  const [isAsking, setAsking] = useState<'retire' | 'leave' | null>(null);
  useFocusBack();
  const saving = useSaveRow(thing);
  const isNew = row.id === undefined;
  const all = typeof fields === 'function' ? fields(row) : fields;
  const form = useRowForm({
    names: [...all.map(({ name }) => name), retire.field],
    nullable: all.filter(({ nullable }) => nullable).map(({ name }) => name),
    check: checkedBy(thing.write),
    row,
    save: async (body) => (await saving.mutateAsync({ id: row.id ?? null, body })) as unknown as Values & { version: number },
    readNow: async () => ((await thing.read()).find(({ id }) => id === row.id) as (Values & { version: number }) | undefined) ?? null,
  });
  const shown = typeof fields === 'function' ? fields(form.values) : fields;
  const isRetired = row[retire.field] === true;
  const close = (): void => {
    if (form.isDirty && isAsking !== 'leave') setAsking('leave');
    else onClose();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void form.submit().then((done) => done && onClose());
  };
  const turn = (value: Value): void => {
    void form.submitOnly({ [retire.field]: value }).then((done) => {
      if (done) onClose();
      else setAsking(null);
    });
  };
  return (
    <Modal opened onClose={close} title={title} size={640} closeOnClickOutside={false}>
      <form onSubmit={submit} noValidate className="stack">
        <MeanwhileNote form={form} {...readingOf(shown)} />
        {isRetired && <Note>{t('admin.is-retired')}</Note>}
        <div className="fields">
          {shown.map((field) => (
            <div key={field.name} className={field.half ? undefined : 'whole'}>
              <FieldInput
                field={field}
                value={form.values[field.name] ?? null}
                fault={form.faults[field.name]}
                isNew={isNew}
                isFirst={field === shown.find((one) => isNew || !one.onlyNew)}
                onChange={(value) => form.set(field.name, value)}
              />
            </div>
          ))}
        </div>
        {!isNew && more}
        {form.problem !== null && <ProblemNote error={form.problem} safe={t('admin.safe')} />}
        {isAsking === 'retire' && (
          <Ask
            words={retire.ask(row)}
            act={retire.act}
            keep={t('act.back')}
            isDangerous
            isPending={saving.isPending}
            onYes={() => turn(true)}
            onNo={() => setAsking(null)}
          />
        )}
        {isAsking === 'leave' && (
          <Ask words={t('admin.leave-ask')} act={t('admin.leave')} keep={t('admin.go-on')} onYes={onClose} onNo={() => setAsking(null)} />
        )}
        <div className="line admin-foot">
          {!isNew && !isRetired && (retire.mayBe?.(row) ?? true) && (
            <Button variant="subtle" color="gray" onClick={() => setAsking('retire')}>
              {retire.act}
            </Button>
          )}
          {isRetired && (
            <Button variant="subtle" loading={saving.isPending} onClick={() => turn(false)}>
              {retire.back}
            </Button>
          )}
          <span style={{ flex: 1 }} />
          <Button variant="default" onClick={close}>
            {t('act.back')}
          </Button>
          <Button type="submit" loading={saving.isPending && isAsking === null}>
            {t(isNew ? 'admin.make' : 'admin.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
