export interface MarkedPart {
  text: string;
  differs: boolean;
}

/** Cuts two texts into what they share and what differs, letter by letter; case and diacritics count as the same letter. */
export function markDifferences(one: string, other: string): [MarkedPart[], MarkedPart[]] {
  const a = [...one];
  const b = [...other];
  const same = (left: string, right: string): boolean => plain(left) === plain(right);
  // Longest common subsequence; identities are short.
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = a.length - 1; row >= 0; row--) {
    for (let column = b.length - 1; column >= 0; column--) {
      const line = lengths[row] as number[];
      line[column] = same(a[row] as string, b[column] as string)
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const [left, right]: [MarkedPart[], MarkedPart[]] = [[], []];
  let [row, column] = [0, 0];
  while (row < a.length || column < b.length) {
    if (row < a.length && column < b.length && same(a[row] as string, b[column] as string)) {
      append(left, a[row++] as string, false);
      append(right, b[column++] as string, false);
    } else if (column >= b.length || (row < a.length && at(row + 1, column) >= at(row, column + 1))) append(left, a[row++] as string, true);
    else append(right, b[column++] as string, true);
  }
  return [left, right];
}

function plain(letter: string): string {
  return letter.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function append(parts: MarkedPart[], letter: string, differs: boolean): void {
  const last = parts.at(-1);
  if (last && last.differs === differs) last.text += letter;
  else parts.push({ text: letter, differs });
}
