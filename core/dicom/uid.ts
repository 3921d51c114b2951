/** True for what may be used as a UID at all: 1 to 64 letters, digits and dots. Everything else is refused before any use of it. */
export function isUsableUID(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9A-Za-z.]{1,64}$/.test(value);
}

/** True for a UID in the standard's grammar: numeric components without leading zeros, none empty, 64 characters at most. @see PS3.5 9.1 */
export function isStandardUID(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 64 && /^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))*$/.test(value);
}

/** Takes off the padding of a UID value: trailing NULs and, as some senders write, spaces. @see PS3.5 9.4 */
export function trimUID(value: string): string {
  let end = value.length;
  while (end > 0 && (value.charCodeAt(end - 1) === 0 || value.charCodeAt(end - 1) === 0x20)) end--;
  return value.slice(0, end);
}

/** Makes a new UID from a random UUID. @see PS3.5 B.2 */
export function makeUID(): string {
  return `2.25.${BigInt(`0x${crypto.randomUUID().replaceAll('-', '')}`)}`;
}
