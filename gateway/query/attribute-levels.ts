import { keywordOfTag, tagKey, tagOfKeyword, vrOfTag } from '#core/dicom/data-dictionary.js';

export const queryLevels = ['study', 'series', 'instance'] as const;
export type QueryLevel = (typeof queryLevels)[number];

export interface Attribute {
  /** Eight upper-case hexadecimal digits. */
  tag: string;
  vr: string;
}

// Of the attributes that are kept for searching: those of the patient and the study, and those of the series. The rest is the instance's.
const studyAttributes = new Set(
  `00080020 00080030 00080050 00080051 00080056 00080061 00080062 00080080 00080090 00080201 00081030 00081190 00100010 00100020 00100021
  00100024 00100030 00100032 00100040 00101000 00101001 00101002 00101010 0020000D 00200010 00201206 00201208`.split(/\s+/),
);
const seriesAttributes = new Set(
  `00080021 00080031 00080060 00080070 0008103E 00081090 00180015 0020000E 00200011 00200060 00201209 00400244 00400245 00400275`.split(
    /\s+/,
  ),
);

/** To which level an attribute belongs. @see PS3.18 10.6.1 (Tables 10.6.1-3 to 10.6.1-5) */
export function levelOf(tag: string): QueryLevel {
  if (studyAttributes.has(tag)) return 'study';
  return seriesAttributes.has(tag) ? 'series' : 'instance';
}

/** What every answer of a level says, with an empty value where nothing is known. @see PS3.18 10.6.3.3 (Tables 10.6.3-3 to 10.6.3-5) */
export const returnedAttributes: Record<QueryLevel, readonly string[]> = {
  study: '00080020 00080030 00080050 00080090 00081030 00100010 00100020 00100030 00100040 0020000D 00200010'.split(' '),
  series: '00080060 0008103E 0020000E 00200011 00400244 00400245 00400275'.split(' '),
  instance: '00080016 00080018 00200013'.split(' '),
};

/** What an answer says only where it is known. */
export const returnedWhenKnown: Record<QueryLevel, readonly string[]> = {
  study: ['00080201'],
  series: ['00080021', '00080031', '00180015'],
  instance: '00080023 00080033 00280008 00280010 00280011 00280100'.split(' '),
};

/** Finds an attribute by its keyword or its tag (`ggggeeee`); undefined for what the standard does not know. */
export function findAttribute(name: string): Attribute | undefined {
  const tag = /^[0-9A-Fa-f]{8}$/.test(name) ? Number.parseInt(name, 16) : tagOfKeyword(name);
  if (tag === undefined || (keywordOfTag(tag) === undefined && !((tag >>> 16) & 1))) return undefined;
  return { tag: tagKey(tag), vr: vrOfTag(tag) };
}
