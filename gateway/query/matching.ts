// What a value of a search must match, as SQL with parameters only. PS3.4 C.2.2.2: single value, list of UIDs, universal, wildcard, range and
// sequence matching; names regardless of case and in any of their alphabets.
import { type RawBuilder, sql } from 'kysely';
import { isUsableUID } from '#core/dicom/uid.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { Attribute } from './attribute-levels.js';

type Condition = RawBuilder<boolean>;
type Text = RawBuilder<string>;

const wildcardVRs = new Set(['AE', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UR', 'UT']);
const numberVRs = new Set(['DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);
const MOST_UIDS = 1000;

const refuse = (explanation: string) => new GatewayError('bad-request', { explanation });

/** True for a value that every attribute matches. @see PS3.4 C.2.2.2.3 */
export function isUniversal(value: string, vr: string): boolean {
  return value === '' || (wildcardVRs.has(vr) && /^\*+$/.test(value));
}

/** Makes a LIKE pattern of a value with `*` and `?`; what LIKE itself takes for wildcards is escaped. @see PS3.4 C.2.2.2.4 */
export function likePattern(value: string): string {
  return value
    .replace(/[\\%_]/g, '\\$&')
    .replace(/\*+/g, '%')
    .replaceAll('?', '_');
}

/** Reads a list of UIDs. @throws GatewayError `bad-request` for what can be no UID. @see PS3.4 C.2.2.2.2 */
export function uidList(value: string): string[] {
  const uids = value.split(/[,\\]/).filter((uid) => uid !== '');
  if (uids.length > MOST_UIDS) throw refuse(`At most ${MOST_UIDS} UIDs are searched at once`);
  if (!uids.every(isUsableUID)) throw refuse('A UID to be searched is not a UID');
  return uids;
}

/** The condition that one value (as text) matches. `value` is not universal. */
export function matchText(text: Text, attribute: Attribute, value: string): Condition {
  const { vr } = attribute;
  if (vr === 'UI') return sql`${text} = any (${uidList(value)}::text[])`;
  if (vr === 'DA') return matchRange(text, dateRange(value), true);
  if (vr === 'TM') return matchRange(text, timeRange(value));
  if (vr === 'DT') return matchRange(text, dateTimeRange(value));
  if (numberVRs.has(vr)) return matchNumber(text, value);
  if (vr === 'PN') return matchPersonName(text, value);
  if (wildcardVRs.has(vr) && /[*?]/.test(value)) return sql`${text} like ${likePattern(value)}`;
  return sql`${text} = ${value}`;
}

function matchNumber(text: Text, value: string): Condition {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) throw refuse('A number to be searched is not a number');
  return sql`${text} in (${value.trim()}, ${String(number)})`;
}

/** The first group of a name as it is compared; the same expression as in the index of studies. */
const alphabeticGroup = (text: Text): Text => sql`lower(rtrim(split_part(${text}, '=', 1), '^ '))`;
const otherGroup = (text: Text, group: 2 | 3): Text => sql`lower(rtrim(split_part(${text}, '=', ${sql.lit(group)}), '^ '))`;

/**
 * The condition that a name (groups split by "=") matches, regardless of case and of empty components at the end. A value in ASCII is looked
 * for among the alphabetic groups; any other in all.
 *
 * @see PS3.4 C.2.2.2.1 (case), PS3.5 6.2.1
 */
export function matchPersonName(text: Text, value: string): Condition {
  const groups = value.split('=').map((group) => group.replace(/[\^ ]+$/, ''));
  const pattern = (group: string): Text => sql`lower(${likePattern(group)})`;
  const [first = '', ...others] = groups;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
  if (others.length === 0 && /^[\x00-\x7f]*$/.test(first)) return sql`${alphabeticGroup(text)} like ${pattern(first)}`;
  if (others.length === 0) {
    const wanted = pattern(first);
    return sql`(${alphabeticGroup(text)} like ${wanted} or ${otherGroup(text, 2)} like ${wanted} or ${otherGroup(text, 3)} like ${wanted})`;
  }
  const conditions = [alphabeticGroup(text), otherGroup(text, 2), otherGroup(text, 3)]
    .map((group, index) => ({ group, wanted: groups[index] ?? '' }))
    .filter(({ wanted }) => wanted !== '')
    .map(({ group, wanted }) => sql<boolean>`${group} like ${pattern(wanted)}`);
  return conditions.length > 0 ? sql`(${sql.join(conditions, sql` and `)})` : sql`true`;
}

interface Range {
  from: string;
  to: string;
}

/** Compares as bytes and as far as the bounds are written: 10 to 1030 holds 10:30:59. Dates are kept whole, so that theirs can use an index. */
function matchRange(text: Text, { from, to }: Range, isWhole = false): Condition {
  const conditions: Condition[] = [];
  if (from !== '') conditions.push(sql`${text} collate "C" >= ${from}`);
  if (to !== '')
    conditions.push(isWhole ? sql`${text} collate "C" <= ${to}` : sql`left(${text}, ${to.length}::integer) collate "C" <= ${to}`);
  return sql`(${sql.join(conditions, sql` and `)})`;
}

function rangeOf(value: string, grammar: RegExp, what: string): Range {
  const dash = value.indexOf('-');
  const range = dash < 0 ? { from: value, to: value } : { from: value.slice(0, dash), to: value.slice(dash + 1) };
  const isSound = (bound: string) => bound === '' || grammar.test(bound);
  if (!isSound(range.from) || !isSound(range.to) || range.from + range.to === '') throw refuse(`A ${what} to be searched can't be read`);
  return range;
}

function dateRange(value: string): Range {
  return rangeOf(value, /^\d{8}$/, 'date');
}

function timeRange(value: string): Range {
  return rangeOf(value.replaceAll(':', ''), /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/, 'time');
}

function dateTimeRange(value: string): Range {
  // A minus before four digits of hours and minutes at the end of a bound is its time zone, which is not compared.
  const bare = value.replace(/[+-](0\d|1[0-4])[0-5]\d(?=-|$)/g, '').replaceAll('+', '');
  return rangeOf(bare, /^\d{4}(\d{2}){0,5}(\.\d{1,6})?$/, 'date and time');
}

/** The condition that an attribute kept as DICOM JSON (or one inside its items) has a value that matches. */
export function matchJson(attributes: RawBuilder<unknown>, path: readonly Attribute[], value: string): Condition {
  const [attribute, ...inner] = path;
  if (!attribute) return sql`true`;
  const values = sql`jsonb_path_query(${attributes}, ${`$."${attribute.tag}"."Value"[*]`}::jsonpath)`;
  if (inner.length > 0) {
    const alias = `item_${inner.length}`;
    return sql`exists (select 1 from ${values} as ${sql.ref(alias)} where ${matchJson(sql.ref(alias), inner, value)})`;
  }
  const one = sql`one`;
  const text: Text =
    attribute.vr === 'PN'
      ? sql`concat_ws('=', coalesce(one ->> 'Alphabetic', ''), coalesce(one ->> 'Ideographic', ''), coalesce(one ->> 'Phonetic', ''))`
      : sql`${one} #>> '{}'`;
  return sql`exists (select 1 from ${values} as one where ${matchText(sql`(${text})`, attribute, value)})`;
}
