/** How the length of a value is written in explicit VR. @see PS3.5 7.1.2 */
export const lengthField = { none: 0, short: 1, long: 2 } as const;

const shortVRs = [
  'AE',
  'AS',
  'AT',
  'CS',
  'DA',
  'DS',
  'DT',
  'FL',
  'FD',
  'IS',
  'LO',
  'LT',
  'PN',
  'SH',
  'SL',
  'SS',
  'ST',
  'TM',
  'UI',
  'UL',
  'US',
];
const longVRs = ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'];

// Indexed by the two letters as a little endian number, so that the scanner needs no string for a known VR.
const fields = new Uint8Array(0x10000);
const names: string[] = [];
for (const [list, field] of [[shortVRs, lengthField.short] as const, [longVRs, lengthField.long] as const]) {
  for (const vr of list) {
    const code = vrCode(vr);
    fields[code] = field;
    names[code] = vr;
  }
}

function vrCode(vr: string): number {
  return vr.charCodeAt(0) | (vr.charCodeAt(1) << 8);
}

/** Says how long values of a VR may be written; `none` for a VR that the standard does not know. `code` is the VR's two bytes, little endian. */
export function lengthFieldOf(code: number): number {
  return fields[code] ?? lengthField.none;
}

/** The two letters of a VR given as its two bytes, little endian. */
export function vrName(code: number): string {
  return names[code] ?? String.fromCharCode(code & 0xff, code >> 8);
}

/** True when both bytes are capital letters, as in every VR that the standard has or will have. */
export function isVRShaped(code: number): boolean {
  const first = code & 0xff;
  const second = code >> 8;
  return first >= 0x41 && first <= 0x5a && second >= 0x41 && second <= 0x5a;
}

/** Bytes of one number in a value of this VR, which is what changes with the byte order; 1 for text and bytes. @see PS3.5 7.3 */
export function unitSize(vr: string): 1 | 2 | 4 | 8 {
  switch (vr) {
    case 'US':
    case 'SS':
    case 'OW':
    case 'AT':
      return 2;
    case 'UL':
    case 'SL':
    case 'FL':
    case 'OF':
    case 'OL':
      return 4;
    case 'FD':
    case 'OD':
    case 'OV':
    case 'SV':
    case 'UV':
      return 8;
    default:
      return 1;
  }
}

/** True for VRs whose text follows Specific Character Set. @see PS3.5 6.1.2.3 */
export function isCharacterSetVR(vr: string): boolean {
  return vr === 'PN' || vr === 'LO' || vr === 'SH' || vr === 'LT' || vr === 'ST' || vr === 'UT' || vr === 'UC';
}

/** True for VRs whose backslash is text, not a delimiter of values. @see PS3.5 6.4 */
export function isSingleValuedVR(vr: string): boolean {
  return vr === 'LT' || vr === 'ST' || vr === 'UT' || vr === 'UR';
}

/** True for VRs whose values are bulk bytes and never text. */
export function isBinaryVR(vr: string): boolean {
  return vr === 'OB' || vr === 'OW' || vr === 'OF' || vr === 'OD' || vr === 'OL' || vr === 'OV' || vr === 'UN';
}
