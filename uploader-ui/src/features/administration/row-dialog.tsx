import { Button, Modal } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { AdminThing, Value, Values } from '../../api/administration.js';
import { useSaveRow } from '../../api/administration.js';
import { useFocusBack } from '../../app/focus-back.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { type Field, FieldInput, valueWords } from './fields.js';
import { type RowForm, useRowForm } from './use-row-form.js';

/** What somebody else changed while the form was open, field by field. */
export function MeanwhileNote({ form, fields }: { form: RowForm; fields: readonly Field[] }) {
  if (form.meanwhile.length === 0) return null;
  const fieldOf = (name: string): Field | undefined => fields.find((field) => field.name === name);
  return (
    <Note tone="attention" alert>
      <p>
        <strong>{t('admin.meanwhile')}</strong>
      </p>
      <p>{t('admin.meanwhile-next')}</p>
      <ul className="bare-list history" style={{ marginTop: 8 }}>
        {form.meanwhile.map((change) => {
          const field = fieldOf(change.name);
          const words = {
            field: field?.label ?? t('admin.retired-field'),
            before: valueWords(field, change.seen),
            now: valueWords(field, change.now),
          };
          return (
            <li key={change.name}>
              {t('admin.meanwhile-field', words)}{' '}
              {change.isContested ? (
                <>
                  {t('admin.meanwhile-yours', { typed: valueWords(field, change.typed) })}{' '}
                  <Button size="compact-xs" variant="default" onClick={() => form.takeTheirs(change)}>
                    {t('admin.take-theirs')}
                  </Button>
                </>
              ) : (
                t('admin.meanwhile-taken')
              )}
            </li>
          );
        })}
      </ul>
    </Note>
  );
}

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

function AskRetire({
  words,
  isPending,
  onYes,
  onNo,
}: {
  words: RetireWords & { asked: string };
  isPending: boolean;
  onYes(): void;
  onNo(): void;
}) {
  return (
    <Note tone="attention" alert>
      <p>{words.asked}</p>
      <div className="line" style={{ marginTop: 8 }}>
        <Button size="xs" className="danger" autoFocus loading={isPending} onClick={onYes}>
          {words.act}
        </Button>
        <Button size="xs" variant="default" onClick={onNo}>
          {t('act.back')}
        </Button>
      </div>
    </Note>
  );
}

function AskLeave({ onYes, onNo }: { onYes(): void; onNo(): void }) {
  return (
    <Note tone="attention" alert>
      <p>{t('admin.leave-ask')}</p>
      <div className="line" style={{ marginTop: 8 }}>
        <Button size="xs" variant="default" onClick={onYes}>
          {t('admin.leave')}
        </Button>
        <Button size="xs" autoFocus onClick={onNo}>
          {t('admin.go-on')}
        </Button>
      </div>
    </Note>
  );
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
  const form = useRowForm({
    fields: typeof fields === 'function' ? fields(row) : fields,
    also: [retire.field],
    schema: thing.write,
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
        <MeanwhileNote form={form} fields={shown} />
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
          <AskRetire
            words={{ ...retire, asked: retire.ask(row) }}
            isPending={saving.isPending}
            onYes={() => turn(true)}
            onNo={() => setAsking(null)}
          />
        )}
        {isAsking === 'leave' && <AskLeave onYes={onClose} onNo={() => setAsking(null)} />}
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
