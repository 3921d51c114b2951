/** What the 128 bytes before DICM begin like. */
export type PreambleKind = 'zeros' | 'tiff' | 'executable' | 'markup' | 'other';

const executableStarts = [
  [0x4d, 0x5a], // MZ
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0xfe, 0xed, 0xfa, 0xce], // Mach-O, both sizes and byte orders
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe], // Mach-O universal, Java class
  [0x23, 0x21], // #!
];

const tiffStarts = [
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
  [0x49, 0x49, 0x2b, 0x00], // BigTIFF
  [0x4d, 0x4d, 0x00, 0x2b],
];

function startsWithAny(bytes: Uint8Array, starts: number[][]): boolean {
  return starts.some((start) => start.every((byte, index) => bytes[index] === byte));
}

/**
 * Tells what a preamble begins like, so that a file that is also a program or a web page never leaves this system as one.
 *
 * @see PS3.10 7.1, PS3.15 (security considerations of dual-purpose files)
 */
export function classifyPreamble(preamble: Uint8Array): PreambleKind {
  if (preamble.every((byte) => byte === 0)) return 'zeros';
  if (startsWithAny(preamble, tiffStarts)) return 'tiff';
  if (startsWithAny(preamble, executableStarts)) return 'executable';
  const text = String.fromCharCode(...preamble.subarray(0, 128));
  // Byte order marks, NULs and blanks before a tag do not keep a browser from reading it.
  if (/^[\s\0\xef\xbb\xbf\xfe\xff]*(<[!?/a-z]|%PDF-|\{\\rtf)/i.test(text) || /<(script|html|svg|iframe|body|img)\b/i.test(text))
    return 'markup';
  return 'other';
}

/** True when a file may leave with this preamble: zeros or TIFF. */
export function isTrustedPreamble(preamble: Uint8Array): boolean {
  const kind = classifyPreamble(preamble);
  return kind === 'zeros' || kind === 'tiff';
}
