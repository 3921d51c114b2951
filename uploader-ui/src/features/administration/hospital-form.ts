import { type HospitalRow, hospitalWrite } from '#core/contract/administration.js';
import type { HospitalPlaceholders } from '#core/contract/session.js';
import type { Values } from '../../app/form/row-form.js';
import { t } from '../../app/i18n.js';
import { checkedBy } from './fields.js';

/** The lists of stand-ins, each with the field of the form in which they stand, one on each line. */
export const standIns = { names: 'standInNames', patientIDs: 'standInPatientIDs', birthDates: 'standInBirthDates' } as const;
type Kind = keyof typeof standIns;
const kinds = Object.keys(standIns) as Kind[];

function listOf(kind: Kind, text: unknown): string[] {
  const lines = String(text ?? '').split('\n');
  const read = (line: string): string => (kind === 'birthDates' ? line.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$1$2$3') : line);
  return [...new Set(lines.map((line) => read(line.trim())).filter((line) => line !== ''))];
}

/** The hospital as the form has it. */
export function hospitalValues(row: HospitalRow): Values & { version: number } {
  const { placeholders, ...plain } = row;
  const written = (kind: Kind, value: string): string =>
    kind === 'birthDates' ? value.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3') : value;
  return {
    ...plain,
    ...Object.fromEntries(kinds.map((kind) => [standIns[kind], placeholders[kind].map((value) => written(kind, value)).join('\n')])),
  };
}

/** The request that the form makes. A date may be written as 1900-01-01 or 19000101. */
export function hospitalRequest(values: Values): unknown {
  const plain = Object.fromEntries(Object.entries(values).filter(([name]) => !Object.values<string>(standIns).includes(name)));
  const placeholders = Object.fromEntries(kinds.map((kind) => [kind, listOf(kind, values[standIns[kind]])]));
  return { ...plain, placeholders };
}

const wrongLine = {
  names: 'admin.wrong-stand-in',
  patientIDs: 'admin.wrong-stand-in',
  birthDates: 'admin.wrong-stand-in-date',
} as const satisfies Record<Kind, string>;

/** What is wrong with the form, by field; of a list, the first line that is. */
export function hospitalMistakes(values: Values): Record<string, string> {
  const body = hospitalRequest(values);
  const { placeholders: _lists, ...mistakes } = checkedBy(hospitalWrite)(body as Values);
  const parsed = hospitalWrite.safeParse(body);
  for (const { path } of parsed.success ? [] : parsed.error.issues) {
    const kind = kinds.find((known) => path[0] === 'placeholders' && known === path[1]);
    if (!kind) continue;
    const line = typeof path[2] === 'number' ? (body as { placeholders: HospitalPlaceholders }).placeholders[kind][path[2]] : undefined;
    mistakes[standIns[kind]] ??= line === undefined ? t('admin.wrong-stand-in-count') : t(wrongLine[kind], { line });
  }
  return mistakes;
}
