import type { z } from 'zod';
import { type ChartRequest, type chartChange, chartRequest, otherName, type PatientChart } from '#core/contract/patients.js';
import type { Value, Values } from '../../app/form/row-form.js';
import { formatDay } from '../../app/format.js';
import { t, type WordKey } from '../../app/i18n.js';
import type { SearchWords } from './search-line.js';

export const sexes = ['F', 'M', 'O'] as const;

/** What a chart is written with, each with the words over it. */
export const labels = {
  familyName: 'patients.family',
  givenName: 'patients.given',
  middleName: 'patients.middle',
  otherNames: 'patients.other-names',
  birthDate: 'patients.birth-date',
  sex: 'patients.sex',
  patientID: 'patients.mrn-here',
  address: 'patients.address',
  city: 'patients.city',
  postalCode: 'patients.postal-code',
  phone: 'patients.phone',
  preferredLanguage: 'patients.language',
} as const satisfies Record<string, WordKey>;
export type ChartField = keyof typeof labels;
export type TextField = Exclude<ChartField, 'otherNames'>;
export const chartFields = Object.keys(labels) as ChartField[];
export type ChartForm = Record<TextField, string> & { otherNames: readonly string[] };

/** The form as it begins: with what was typed in the search. */
export function emptyChart(words: SearchWords | null): ChartForm {
  const form = Object.fromEntries(chartFields.map((field) => [field, ''])) as Record<TextField, string>;
  return { ...form, otherNames: [], ...words };
}

/** A chart that is there, as the form has it. */
export function chartValues(chart: PatientChart): Values & { version: number } {
  const { identifiers, diagnoses: _diagnoses, ...rest } = chart;
  return { ...rest, patientID: identifiers[0]?.patientID ?? '' };
}

/** A value of the form as people read it. */
export function chartWords(field: ChartField, value: Value): string {
  if (Array.isArray(value)) return namesIn(value).join(' · ') || '–';
  if (typeof value !== 'string' || !value) return '–';
  if (field === 'birthDate') return formatDay(value);
  if (field === 'sex') return t(`sex.${value as (typeof sexes)[number]}`);
  return value;
}

/** The request that says only what changed against what was seen. */
export function changedOf(body: Values, seen: Values): z.input<typeof chartChange> {
  const written: Values = { ...body, otherNames: namesIn(body.otherNames) };
  const isChanged = (name: string): boolean => JSON.stringify(written[name]) !== JSON.stringify(seen[name]);
  return Object.fromEntries(Object.entries(written).filter(([name]) => name === 'version' || isChanged(name))) as z.input<
    typeof chartChange
  >;
}

/** The rows of the other names in which something stands. */
function namesIn(rows: Value | undefined): string[] {
  return Array.isArray(rows) ? rows.map((name: string) => name.trim()).filter((name) => name !== '') : [];
}

function requestOf(form: ChartForm, notTheSameAs: string[]): unknown {
  const { patientID, otherNames, ...rest } = Object.fromEntries(chartFields.map((field) => [field, form[field]])) as unknown as ChartForm;
  return { ...rest, otherNames: namesIn(otherNames), ...(patientID.trim() && { patientID }), notTheSameAs };
}

export function chartRequestOf(form: ChartForm, notTheSameAs: string[]): ChartRequest {
  return chartRequest.parse(requestOf(form, notTheSameAs));
}

/** What is wrong with the form, field by field: which, and what would be right. A row of the other names is `otherNames.2`. */
export function chartMistakes(form: ChartForm, today = new Date()): Record<string, string> {
  const parsed = chartRequest.safeParse({ ...(requestOf(form, []) as object), otherNames: [] });
  const mistakes: Record<string, string> = {};
  for (const issue of parsed.success ? [] : parsed.error.issues) {
    const field = chartFields.find((name) => name === issue.path[0]);
    if (field) mistakes[field] ??= t(`patients.wrong-chart-${field}` as WordKey);
  }
  if (form.birthDate > today.toISOString().slice(0, 10)) mistakes.birthDate = t('patients.wrong-chart-future');
  if (form.birthDate && form.birthDate < '1890') mistakes.birthDate = t('patients.wrong-chart-birthDate');
  for (const [row, name] of form.otherNames.entries()) {
    // An empty row is no name; where an example stands it says how one is written.
    if (name.trim() !== '' && !otherName.safeParse(name).success) mistakes[`otherNames.${row}`] = t('patients.wrong-chart-otherNames');
  }
  return mistakes;
}
