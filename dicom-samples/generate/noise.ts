const tableSize = 65_536;

/** Makes a generator of 32-bit integers that gives the same row for the same seed on every machine (xorshift). */
export function seededIntegers(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}

/** Makes a table of noise around zero with about the given standard deviation (sum of four uniform values). */
export function noiseTable(seed: number, deviation: number): Int16Array {
  const next = seededIntegers(seed);
  const table = new Int16Array(tableSize);
  // Four uniform values in 0..255 have a standard deviation of 147.8 around 510.
  for (let index = 0; index < tableSize; index += 1) {
    const bits = next();
    const sum = (bits & 0xff) + ((bits >>> 8) & 0xff) + ((bits >>> 16) & 0xff) + (bits >>> 24);
    table[index] = Math.round(((sum - 510) / 147.8) * deviation);
  }
  return table;
}

/** Adds noise to the values of a picture in place, starting at another place of the table for each seed. */
export function addNoise(values: Int16Array, table: Int16Array, seed: number): void {
  const next = seededIntegers(seed + 1);
  let at = next() % tableSize;
  for (let index = 0; index < values.length; index += 1) {
    if ((index & 0x3ff) === 0) {
      at = next() % tableSize;
    }
    values[index] = (values[index] ?? 0) + (table[at] ?? 0);
    at = (at + 1) % tableSize;
  }
}
