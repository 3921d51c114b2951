/** One line of a CMS order file. */
export function orderLine(number: number, code: string, flag: string, shortTitle: string, title: string): string {
  return `${String(number).padStart(5, '0')} ${code.padEnd(7)} ${flag} ${shortTitle.padEnd(60)} ${title}`;
}

/** An order file of six rows. */
export function smallOrderFile(title = 'Heart failure, unspecified'): string {
  const rows: [string, string, string][] = [
    ['A00', '0', 'Cholera'],
    ['A000', '1', 'Cholera due to Vibrio cholerae 01, biovar cholerae'],
    ['A009', '1', 'Cholera, unspecified'],
    ['I50', '0', 'Heart failure'],
    ['I501', '1', 'Left ventricular failure, unspecified'],
    ['I509', '1', title],
  ];
  return `${rows.map(([code, flag, text], index) => orderLine(index + 1, code, flag, text.slice(0, 60), text)).join('\n')}\n`;
}
