/**
 * Reads an AE title: without leading and trailing spaces, 1 to 16 characters, no control character, no backslash, ASCII only; null for
 * anything else.
 *
 * @see PS3.5 6.2 (VR AE), PS3.8 9.3.2
 */
export function parseAETitle(value: string): string | null {
  const title = value.replace(/^ +| +$/g, '');
  return /^[\x20-\x5b\x5d-\x7e]{1,16}$/.test(title) ? title : null;
}
