interface TiffSettings {
  readonly columns: number;
  readonly rows: number;
  /** Length of the whole Part 10 file; its last bytes are the 16-bit pixels. */
  readonly fileLength: number;
}

/**
 * Makes a preamble that lets a TIFF reader open the same file: a directory that points at the pixel data.
 *
 * @see PS3.10 7.1
 */
export function tiffPreamble(settings: TiffSettings): Buffer {
  const byteCount = settings.columns * settings.rows * 2;
  const short = 3;
  const long = 4;
  const fields: readonly (readonly [tag: number, type: number, value: number])[] = [
    [256, long, settings.columns],
    [257, long, settings.rows],
    [258, short, 16],
    [259, short, 1],
    [262, short, 1],
    [273, long, settings.fileLength - byteCount],
    [277, short, 1],
    [278, long, settings.rows],
    [279, long, byteCount],
  ];
  const preamble = Buffer.alloc(128);
  preamble.write('II*\0', 0, 'latin1');
  preamble.writeUInt32LE(8, 4);
  preamble.writeUInt16LE(fields.length, 8);
  fields.forEach(([tag, type, value], index) => {
    const at = 10 + index * 12;
    preamble.writeUInt16LE(tag, at);
    preamble.writeUInt16LE(type, at + 2);
    preamble.writeUInt32LE(1, at + 4);
    preamble.writeUInt32LE(value, at + 8);
  });
  return preamble;
}
