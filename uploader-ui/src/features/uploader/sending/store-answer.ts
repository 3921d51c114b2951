export interface StoreFailureItem {
  sopInstanceUID: string;
  reason: number;
}

export interface StoreAnswer {
  stored: string[];
  failures: StoreFailureItem[];
  /** Parts that the gateway could not even name. */
  unnamedFailures: number[];
}

type Json = Record<string, { Value?: unknown[] } | undefined>;

const values = (item: unknown, tag: string): unknown[] => (item as Json | null)?.[tag]?.Value ?? [];
const uidOf = (item: unknown): string => String(values(item, '00081155')[0] ?? '');
const numberOf = (item: unknown, tag: string): number => Number(values(item, tag)[0] ?? 0);

/**
 * Reads what a Store Transaction answered, instance by instance.
 *
 * @returns null when the text is no DICOM JSON data set of that kind.
 * @see PS3.18 10.5.3, PS3.18 I.2
 */
export function parseStoreAnswer(text: string): StoreAnswer | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // A proxy's page, or an answer cut short: the caller treats it as no answer.
    return null;
  }
  const dataSet = Array.isArray(json) ? json[0] : json;
  if (typeof dataSet !== 'object' || dataSet === null) return null;
  const failed = values(dataSet, '00081198');
  const referenced = values(dataSet, '00081199');
  const others = values(dataSet, '0008119A');
  if (failed.length + referenced.length + others.length === 0) return null;
  return {
    stored: referenced.map(uidOf),
    failures: failed.map((item) => ({ sopInstanceUID: uidOf(item), reason: numberOf(item, '00081197') })),
    unnamedFailures: others.map((item) => numberOf(item, '00081197')),
  };
}

export type FailureKind = 'again' | 'never';

/** What a Failure Reason means for the sender: the key of its words, and whether the same again can succeed. @see PS3.18 I.2.2 */
export function failureMeaning(reason: number): { key: string; kind: FailureKind } {
  if (reason >= 0xa700 && reason <= 0xa7ff) return { key: 'out-of-resources', kind: 'again' };
  if (reason === 0xc111) return { key: 'conflicting-content', kind: 'never' };
  if (reason === 0xc122) return { key: 'transfer-syntax', kind: 'never' };
  if (reason === 0x0122) return { key: 'sop-class', kind: 'never' };
  if (reason === 0x0124) return { key: 'not-authorised', kind: 'never' };
  if (reason >= 0xa900 && reason <= 0xa9ff) return { key: 'does-not-match', kind: 'never' };
  if (reason >= 0xc000 && reason <= 0xcfff) return { key: 'cannot-understand', kind: 'never' };
  if (reason === 0x0110) return { key: 'processing-failure', kind: 'again' };
  return { key: 'other', kind: 'never' };
}
