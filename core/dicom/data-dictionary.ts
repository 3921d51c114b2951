import { dictionary } from 'dcmjs/dictionary';

const vrs = new Map<number, string>();
const keywords = new Map<number, string>();
const tags = new Map<string, number>();

for (const [key, entry] of Object.entries(dictionary)) {
  // Repeating groups stand there as "(6000-60FF,0010)", private elements with their creator: those say nothing by their tag alone.
  const match = /^\(([0-9A-Fa-f]{4})(?:-[0-9A-Fa-f]{4})?,([0-9A-Fa-f]{4})\)$/.exec(key);
  if (!match) continue;
  const tag = Number.parseInt(`${match[1]}${match[2]}`, 16);
  if ((tag >>> 16) & 1) continue;
  const vr = standardVR(entry.vr);
  if (vr) vrs.set(tag, vr);
  keywords.set(tag, entry.name);
  tags.set(entry.name, tag);
}

function standardVR(vr: string): string | null {
  if (/^[A-Z]{2}$/.test(vr)) return vr;
  // Elements with a choice: the data set is read as in implicit VR (PS3.5 A.1): OW for pixels and tables, US otherwise.
  if (vr === 'ox' || vr === 'lt') return 'OW';
  if (vr === 'xs') return 'US';
  if (vr === 'up') return 'UL';
  return null;
}

/**
 * The VR of an element by its tag: group lengths UL, private creators LO, repeating groups (50xx, 60xx) as in their first one, other
 * private and unknown elements UN.
 *
 * @see PS3.6, PS3.5 7.8.1
 */
export function vrOfTag(tag: number): string {
  const group = tag >>> 16;
  const element = tag & 0xffff;
  if (element === 0) return 'UL';
  if (group & 1) return element >= 0x10 && element <= 0xff ? 'LO' : 'UN';
  const repeating = group & 0xff00;
  if (repeating === 0x5000 || repeating === 0x6000) return vrs.get(repeating * 0x10000 + element) ?? 'UN';
  return vrs.get(tag) ?? 'UN';
}

/** True for standard elements that are sequences. */
export function isSequenceTag(tag: number): boolean {
  return vrs.get(tag) === 'SQ';
}

/** The tag of a standard element by its keyword, or undefined. @see PS3.6 6 */
export function tagOfKeyword(keyword: string): number | undefined {
  return tags.get(keyword);
}

/** The keyword of a standard element, or undefined. @see PS3.6 6 */
export function keywordOfTag(tag: number): string | undefined {
  return keywords.get(tag);
}

/** Writes a tag as eight upper-case hexadecimal digits, the key of DICOM JSON. @see PS3.18 F.2.2 */
export function tagKey(tag: number): string {
  return tag.toString(16).toUpperCase().padStart(8, '0');
}

/** Writes a tag as people do: (0008,0018). */
export function tagText(tag: number): string {
  const key = tagKey(tag);
  return `(${key.slice(0, 4)},${key.slice(4)})`;
}
