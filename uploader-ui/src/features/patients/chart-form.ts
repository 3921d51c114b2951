import { type ChartRequest, chartRequest } from '#core/contract/patients.js';
import { t, type WordKey } from '../../app/i18n.js';
import type { SearchWords } from './search-line.js';

export const chartFields = [
  'familyName',
  'givenName',
  'middleName',
  'birthDate',
  'sex',
  'patientID',
  'address',
  'city',
  'postalCode',
  'phone',
  'preferredLanguage',
] as const;
export type ChartField = (typeof chartFields)[number];
export type ChartForm = Record<ChartField, string>;

/** The form as it begins: with what was typed in the search. */
export function emptyChart(words: SearchWords | null): ChartForm {
  const form = Object.fromEntries(chartFields.map((field) => [field, ''])) as ChartForm;
  return { ...form, ...words };
}

function requestOf(form: ChartForm, notTheSameAs: string[]): unknown {
  const { patientID, ...rest } = form;
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
