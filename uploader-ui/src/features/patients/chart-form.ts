import type { z } from 'zod';
import { type ChartRequest, type chartChange, chartRequest, type PatientChart } from '#core/contract/patients.js';
import type { Values } from '../../app/form/row-form.js';
import { formatDay } from '../../app/format.js';
import { t, type WordKey } from '../../app/i18n.js';
import type { SearchWords } from './search-line.js';

export const sexes = ['F', 'M', 'O'] as const;

/** What a chart is written with, each with the words over it. */
export const labels = {
  familyName: 'patients.family',
  givenName: 'patients.given',
  middleName: 'patients.middle',
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
export const chartFields = Object.keys(labels) as ChartField[];
export type ChartForm = Record<ChartField, string>;

/** The form as it begins: with what was typed in the search. */
export function emptyChart(words: SearchWords | null): ChartForm {
  const form = Object.fromEntries(chartFields.map((field) => [field, ''])) as ChartForm;
  return { ...form, ...words };
}

/** A chart that is there, as the form has it. */
export function chartValues(chart: PatientChart): Values & { version: number } {
  const { identifiers, diagnoses: _diagnoses, ...rest } = chart;
  return { ...rest, patientID: identifiers[0]?.patientID ?? '' };
}

/** A value of the form as people read it. */
export function chartWords(field: ChartField, value: string): string {
  if (!value) return '–';
  if (field === 'birthDate') return formatDay(value);
  if (field === 'sex') return t(`sex.${value as (typeof sexes)[number]}`);
  return value;
}

/** The request that says only what changed against what was seen. */
export function changedOf(body: Values, seen: Values): z.input<typeof chartChange> {
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => name === 'version' || value !== seen[name])) as z.input<
    typeof chartChange
  >;
}

function requestOf(form: ChartForm, notTheSameAs: string[]): unknown {
  const { patientID = '', ...rest } = Object.fromEntries(chartFields.map((field) => [field, form[field]]));
  return { ...rest, ...(patientID.trim() && { patientID }), notTheSameAs };
}

export function chartRequestOf(form: ChartForm, notTheSameAs: string[]): ChartRequest {
  return chartRequest.parse(requestOf(form, notTheSameAs));
}

/** What is wrong with the form, field by field: which, and what would be right. */
export function chartMistakes(form: ChartForm, today = new Date()): Partial<Record<ChartField, string>> {
  const parsed = chartRequest.safeParse(requestOf(form, []));
  const mistakes: Partial<Record<ChartField, string>> = {};
  for (const issue of parsed.success ? [] : parsed.error.issues) {
    const field = chartFields.find((name) => name === issue.path[0]);
    if (field) mistakes[field] ??= t(`patients.wrong-chart-${field}` as WordKey);
  }
  if (form.birthDate > today.toISOString().slice(0, 10)) mistakes.birthDate = t('patients.wrong-chart-future');
  if (form.birthDate && form.birthDate < '1890') mistakes.birthDate = t('patients.wrong-chart-birthDate');
  return mistakes;
}
