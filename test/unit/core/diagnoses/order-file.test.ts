import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { openOrderFile, yearOf } from '#core/diagnoses/opened-file.js';
import { type OrderFileRow, parseOrderLine, readOrderFile } from '#core/diagnoses/order-file.js';
import { orderLine, smallOrderFile } from '../../../support/order-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'order-file-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function rowsOf(bytes: string | Uint8Array, pieceLength = 50): Promise<OrderFileRow[]> {
  const whole = typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes);
  async function* pieces() {
    for (let at = 0; at < whole.length; at += pieceLength) yield whole.subarray(at, at + pieceLength);
  }
  const rows: OrderFileRow[] = [];
  for await (const row of readOrderFile(pieces())) rows.push(row);
  return rows;
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
}

describe('a line of the order file', () => {
  it('is read by its columns', () => {
    expect(parseOrderLine(orderLine(7, 'G43109', '1', 'Migraine w aura', 'Migraine with aura, not intractable'), 1)).toEqual({
      position: 7,
      code: 'G43109',
      billable: true,
      shortTitle: 'Migraine w aura',
      title: 'Migraine with aura, not intractable',
    });
  });

  it.each([
    ['characters', Buffer.from(orderLine(1, 'H810', '0', 'Ménière', 'Ménière disease')).toString('latin1')],
    ['bytes', Buffer.from(orderLine(1, 'H810', '0', 'Ménière', 'Ménière disease').replace('Ménière   ', 'Ménière ')).toString('latin1')],
  ])('keeps an accent when descriptions are padded by %s', (_how, line) => {
    expect(parseOrderLine(line, 1)).toMatchObject({ shortTitle: 'Ménière', title: 'Ménière disease' });
  });
});

describe('an order file', () => {
  it.each([
    ['line feeds', smallOrderFile()],
    ['carriage returns and line feeds', smallOrderFile().replace(/\n/g, '\r\n')],
    ['a byte order mark', `\ufeff${smallOrderFile()}`],
    ['no line break at its end', smallOrderFile().trimEnd()],
    ['empty lines at its end', `${smallOrderFile()}\n\n`],
  ])('is read with %s', async (_what, text) => {
    expect((await rowsOf(text)).map(({ code }) => code)).toEqual(['A00', 'A000', 'A009', 'I50', 'I501', 'I509']);
  });

  it.each([1, 7, 80, 100_000])('is read the same in pieces of %i bytes', async (length) => {
    expect(await rowsOf(smallOrderFile(), length)).toEqual(await rowsOf(smallOrderFile()));
  });

  const good = orderLine(1, 'A000', '1', 'Cholera', 'Cholera');
  it.each([
    ['a letter as its order number', `${good}\n0000x ${good.slice(6)}`, 'line 2: columns 1 to 5'],
    ['a word as its code', `${good}\n${orderLine(2, 'CHOLERA', '1', 'x', 'x')}`, 'line 2: columns 7 to 13'],
    ['another flag', orderLine(1, 'A000', '2', 'x', 'x'), 'line 1: column 15'],
    ['no long description', good.slice(0, 77), 'line 1: a description is missing'],
    ['a short line', `${good}\n\n${good.slice(0, 12)}`, 'line 3: '],
    ['a code twice', `${good}\n${orderLine(2, 'A000', '1', 'x', 'x')}`, 'line 2: the code A000 was there already'],
    ['an order number that goes back', `${orderLine(2, 'A001', '1', 'x', 'x')}\n${good}`, 'line 2: its order number'],
    ['a header at its end', `${good}\n${orderLine(2, 'A01', '0', 'x', 'x')}`, 'cut off'],
    ['a header without codes', `${orderLine(1, 'A01', '0', 'x', 'x')}\n${orderLine(2, 'A020', '1', 'x', 'x')}`, 'line 2: the header A01'],
    ['a line without an end', 'x'.repeat(100_000), 'line 1: it is too long'],
    ['a table of another kind', 'code,title\nA00,Cholera\n', 'line 1: columns 1 to 5'],
    ['nothing', '', 'The file is empty'],
  ])('is refused with %s', async (_what, text, why) => {
    expect(await refusalOf(rowsOf(text))).toContain(why);
  });

  it('is refused beyond 300,000 rows', async () => {
    async function* endless() {
      for (let row = 0; row < 400; row += 1) {
        const lines = Array.from({ length: 1_000 }, (_, index) => {
          const number = row * 1_000 + index;
          return orderLine(number % 100_000, `A0${number.toString(36).toUpperCase().padStart(5, '0')}`, '1', 'x', 'x');
        });
        yield Buffer.from(`${lines.join('\n')}\n`);
      }
    }
    const read = async () => {
      for await (const _row of readOrderFile(endless()));
    };
    expect(await refusalOf(read())).toContain('more than 300,000 rows');
  });
});

describe('the file as it comes from CMS', () => {
  async function zipOf(entries: Record<string, string>): Promise<string> {
    const writer = new ZipWriter(new BlobWriter());
    for (const [name, text] of Object.entries(entries)) await writer.add(name, new TextReader(text));
    const path = join(folder, `${Object.keys(entries).length}-${Math.random()}.zip`);
    await writeFile(path, Buffer.from(await (await writer.close()).arrayBuffer()));
    return path;
  }

  async function codesIn(path: string): Promise<string[]> {
    const codes: string[] = [];
    for await (const { code } of readOrderFile((await openOrderFile(path)).pieces)) codes.push(code);
    return codes;
  }

  it('is read plain, compressed, and from the ZIP of the year beside its other files', async () => {
    const plain = join(folder, 'icd10cm-order-2026.txt');
    const compressed = join(folder, 'named-as-you-like');
    await writeFile(plain, smallOrderFile());
    await writeFile(compressed, gzipSync(smallOrderFile()));
    const zip = await zipOf({
      'Code Descriptions/icd10cm_codes_2026.txt': 'A000 Cholera',
      'Code Descriptions/icd10cm_order_2026.txt': smallOrderFile(),
      'Code Descriptions/icd10cm_order_addenda_2026.txt': 'Add: A000',
    });
    const codes = await codesIn(plain);
    expect(codes).toHaveLength(6);
    expect(await codesIn(compressed)).toEqual(codes);
    expect(await codesIn(zip)).toEqual(codes);
    expect((await openOrderFile(zip)).name).toBe('icd10cm_order_2026.txt');
  });

  it('is refused when the ZIP has no order file', async () => {
    expect(await refusalOf(zipOf({ 'readme.txt': 'x' }).then(codesIn))).toContain('has no file named like');
  });

  it('is refused when a ZIP or gzip is damaged or inflates beyond 64 MiB', async () => {
    const bomb = join(folder, 'bomb.gz');
    const line = Buffer.from(`${orderLine(1, 'A000', '1', 'x', 'x'.repeat(900))}\n`);
    await writeFile(bomb, gzipSync(Buffer.alloc(70 * 2 ** 20, line)));
    const count = async () => {
      for await (const _piece of (await openOrderFile(bomb)).pieces);
    };
    expect(await refusalOf(count())).toContain('more than 64 MiB');
    const cut = join(folder, 'cut.gz');
    await writeFile(cut, gzipSync(smallOrderFile()).subarray(0, 100));
    expect(await refusalOf(codesIn(cut))).toContain('damaged');
  });

  it('tells its year by its name or by what was said', () => {
    expect(yearOf(undefined, ['icd10cm-order-Jan-2021.txt.gz'])).toBe(2021);
    expect(yearOf(2027, ['icd10cm-order-2026.txt'])).toBe(2027);
    expect(() => yearOf(undefined, ['order.txt', '120260.txt'])).toThrow('give the year');
    expect(() => yearOf(1999, [])).toThrow('between 2015 and 2099');
  });
});
