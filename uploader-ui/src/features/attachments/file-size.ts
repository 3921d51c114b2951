/** 12.4 MB, in units of 1024 as the computer's own list of files and the limits have it: what is 100 MB there is 100 MB here. */
export function formatFileSize(byteCount: number): string {
  if (byteCount < 1024) return `${byteCount} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = byteCount;
  let unit = 'B';
  for (const next of units) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  // Never more room than there is, never a file larger than the limit that it keeps.
  const shown = value < 10 && !Number.isInteger(value) ? (Math.floor(value * 10) / 10).toFixed(1) : String(Math.floor(value));
  return `${shown} ${unit}`;
}
