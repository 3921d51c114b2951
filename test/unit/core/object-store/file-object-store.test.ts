import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FileObjectStore } from '#core/object-store/file-object-store.js';

describe('scanning an object', () => {
  let folder: string;
  let objects: FileObjectStore;
  const first = randomBytes(700_001);
  const second = randomBytes(900_003);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'objects-'));
    objects = new FileObjectStore(folder);
    await objects.write('a/first', first);
    await objects.write('a/second', second);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function scanned(key: string, start: number, end: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    await objects.scan(key, { start, end }, (bytes) => pieces.push(Buffer.from(bytes)));
    return Buffer.concat(pieces);
  }

  it('hands over exactly the range that was asked for', async () => {
    expect((await scanned('a/first', 132, 600_000)).equals(first.subarray(132, 600_000))).toBe(true);
  });

  it('ends with the object where the range goes beyond it', async () => {
    expect((await scanned('a/first', 0, 800_000)).equals(first)).toBe(true);
  });

  it('keeps two scans at the same time apart', async () => {
    const [one, other, again] = await Promise.all([
      scanned('a/first', 0, first.length),
      scanned('a/second', 0, second.length),
      scanned('a/first', 0, first.length),
    ]);
    expect([one.equals(first), other.equals(second), again.equals(first)]).toEqual([true, true, true]);
  });

  it('says not-found for a key under which nothing stands', async () => {
    await expect(scanned('a/nothing', 0, 10)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('hands on what the reader throws and can be used again', async () => {
    const fault = new Error('enough');
    const failing = objects.scan('a/first', { start: 0, end: first.length }, () => {
      throw fault;
    });
    await expect(failing).rejects.toBe(fault);
    expect((await scanned('a/second', 0, second.length)).equals(second)).toBe(true);
  });
});
