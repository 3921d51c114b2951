import { GatewayError } from '#core/errors/gateway-error.js';
import { type Attribute, findAttribute } from './attribute-levels.js';

/** One condition of a search: the attribute, by way of sequences where it is inside one, and what it must match. */
export interface MatchingKey {
  path: readonly Attribute[];
  value: string;
}

export interface SearchParameters {
  keys: readonly MatchingKey[];
  limit: number | undefined;
  offset: number;
  /** Tags, or everything that is kept. */
  includeFields: ReadonlySet<string> | 'all';
  isFuzzyWanted: boolean;
}

const LARGEST_OFFSET = 2 ** 31 - 1;
const MOST_KEYS = 64;
const LONGEST_VALUE = 8192;

const refuse = (explanation: string) => new GatewayError('bad-request', { explanation });

/**
 * Reads the query of a Search transaction.
 *
 * @throws GatewayError `bad-request` for what is no parameter of a search and no attribute, for an attribute given twice, and for values
 *   that can't be what they should; the sender's request is wrong.
 * @see PS3.18 8.3.4, 10.6.1
 */
export function parseSearchParameters(query: URLSearchParams): SearchParameters {
  const keys = new Map<string, MatchingKey>();
  const includeFields = new Set<string>();
  let includesAll = false;
  for (const [name, value] of query) {
    if (reserved.has(name)) continue;
    if (value.includes('\0')) throw refuse('A value has a NUL character');
    if (value.length > LONGEST_VALUE) throw refuse('A value is longer than 8,192 characters');
    if (name === 'includefield') {
      if (addIncludeFields(includeFields, value)) includesAll = true;
      continue;
    }
    const key = { path: pathOf(name), value };
    const identity = key.path.map((attribute) => attribute.tag).join('.');
    if (keys.has(identity)) throw refuse('An attribute is given twice');
    if (keys.size >= MOST_KEYS) throw refuse(`A search has at most ${MOST_KEYS} attributes`);
    keys.set(identity, key);
  }
  return {
    keys: [...keys.values()],
    limit: query.has('limit') ? wholeNumber(query, 'limit') : undefined,
    offset: query.has('offset') ? wholeNumber(query, 'offset') : 0,
    includeFields: includesAll ? 'all' : includeFields,
    isFuzzyWanted: isFuzzyWanted(query),
  };
}

const reserved = new Set(['limit', 'offset', 'fuzzymatching']);

function addIncludeFields(fields: Set<string>, value: string): boolean {
  let isAll = false;
  for (const name of value.split(',')) {
    if (name === 'all') isAll = true;
    // Of a path only its sequence is told: that comes whole.
    else if (name !== '') fields.add(pathOf(name)[0]?.tag ?? '');
  }
  return isAll;
}

function pathOf(name: string): Attribute[] {
  const path: Attribute[] = [];
  for (const part of name.split('.')) {
    const attribute = findAttribute(part);
    // The name is not repeated: it may be a value that lost its way.
    if (!attribute || path.length > 3) throw refuse('A parameter is neither an attribute nor limit, offset, includefield, fuzzymatching');
    path.push(attribute);
  }
  if (path.slice(0, -1).some((attribute) => attribute.vr !== 'SQ')) throw refuse('An attribute inside one that is no sequence');
  return path;
}

function wholeNumber(query: URLSearchParams, name: 'limit' | 'offset'): number {
  const [text, ...others] = query.getAll(name);
  const number = Number(text);
  if (text === undefined || others.length > 0 || !/^\d{1,10}$/.test(text) || number > LARGEST_OFFSET) {
    throw refuse(`${name} is given once, as a whole number`);
  }
  return number;
}

function isFuzzyWanted(query: URLSearchParams): boolean {
  const values = query.getAll('fuzzymatching');
  if (values.some((value) => value !== 'true' && value !== 'false') || values.length > 1) throw refuse('fuzzymatching is true or false');
  return values[0] === 'true';
}
