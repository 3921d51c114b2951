/** A code as people write it: G43109 becomes G43.109; a category of three characters has no dot. */
export function withDot(code: string): string {
  return code.length > 3 ? `${code.slice(0, 3)}.${code.slice(3)}` : code;
}

/** A code as the code set's file has it, whatever dots, spaces and small letters it was written with. */
export function withoutDot(code: string): string {
  return code.replace(/[.\s]/g, '').toUpperCase();
}
