import { Checkbox, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { z } from 'zod';
import { faultsOf, type Value, type Values } from '../../app/form/row-form.js';
import { t, tOr } from '../../app/i18n.js';

export interface Choice {
  value: string;
  label: string;
}

/** A field of an administrator's form. */
export interface Field {
  name: string;
  label: string;
  hint?: string;
  kind: 'text' | 'area' | 'number' | 'switch' | 'select' | 'many';
  required?: boolean;
  /** An empty text is nothing. */
  nullable?: boolean;
  half?: boolean;
  maxLength?: number;
  /** Fixed once the row is there. */
  onlyNew?: boolean;
  choices?: readonly Choice[];
  /** What stands in the place of choices when there are none. */
  none?: string;
}

/** A value in words, for comparing. */
export function valueWords(field: Field | undefined, value: Value): string {
  if (value === null || value === '') return '–';
  if (typeof value === 'boolean') return t(value ? 'order.yes' : 'order.no');
  const labelOf = (one: string): string => field?.choices?.find((choice) => choice.value === one)?.label ?? one;
  if (Array.isArray(value)) return value.map(labelOf).join(', ') || '–';
  return labelOf(String(value));
}

interface FieldInputProps {
  field: Field;
  value: Value;
  fault?: string;
  isNew: boolean;
  isFirst: boolean;
  onChange(value: Value): void;
}

function Many({ field, value, fault, onChange }: FieldInputProps) {
  const choices = field.choices ?? [];
  return (
    <Checkbox.Group
      label={field.label}
      description={field.hint}
      error={fault}
      value={[...((value as readonly string[] | null) ?? [])]}
      onChange={onChange}
    >
      {choices.length === 0 && <p className="soft">{field.none}</p>}
      <div className="admin-many">
        {choices.map((choice) => (
          <Checkbox key={choice.value} value={choice.value} label={choice.label} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

export function FieldInput(props: FieldInputProps) {
  const { field, value, fault, isNew, isFirst, onChange } = props;
  const common = {
    label: field.label,
    description: field.hint,
    error: fault,
    required: field.required,
    disabled: field.onlyNew && !isNew,
    name: field.name,
    'data-autofocus': isFirst || undefined,
  };
  const text = { ...common, maxLength: field.maxLength, value: String(value ?? ''), autoComplete: 'off' };
  if (field.kind === 'many') return <Many {...props} />;
  if (field.kind === 'switch') {
    return (
      <Switch
        label={field.label}
        description={field.hint}
        name={field.name}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  if (field.kind === 'number') {
    return <NumberInput {...common} allowDecimal={false} value={Number(value ?? 0)} onChange={(next) => onChange(Number(next) || 0)} />;
  }
  if (field.kind === 'select') {
    return (
      <Select
        {...common}
        data={[...(field.choices ?? [])]}
        searchable
        clearable={!field.required}
        clearButtonProps={{ 'aria-label': t('act.clear') }}
        nothingFoundMessage={field.none ?? t('admin.nothing-found')}
        value={(value as string | null) || null}
        onChange={(next) => onChange(next ?? (field.nullable ? null : ''))}
      />
    );
  }
  if (field.kind === 'area') return <Textarea {...text} autosize minRows={2} onChange={(event) => onChange(event.currentTarget.value)} />;
  return <TextInput {...text} onChange={(event) => onChange(event.currentTarget.value)} />;
}

/** The values of a new row. */
export function blankOf(fields: readonly Field[], given: Values = {}): Values {
  const blank = (field: Field): Value => {
    if (field.kind === 'switch') return false;
    if (field.kind === 'number') return 0;
    if (field.kind === 'many') return [];
    return field.nullable ? null : '';
  };
  return { ...Object.fromEntries(fields.map((field) => [field.name, blank(field)])), ...given };
}

/** Checks what is written by its schema; says what is wrong by field. */
export function checkedBy(schema: z.ZodType<unknown, unknown>): (body: Values) => Record<string, string> {
  return (body) =>
    Object.fromEntries(
      Object.entries(faultsOf(schema, body)).map(([name, fault]) => [
        name,
        tOr(`admin.wrong.${name}`, t(fault === 'missing' ? 'admin.wrong-missing' : 'admin.wrong-value')),
      ]),
    );
}

/** How the fields of a form are called, and their values read. */
export function readingOf(fields: readonly Field[]) {
  const find = (name: string): Field | undefined => fields.find((field) => field.name === name);
  return {
    labelOf: (name: string): string => find(name)?.label ?? t('admin.retired-field'),
    wordsOf: (name: string, value: Value): string => valueWords(find(name), value),
  };
}
