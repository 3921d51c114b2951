import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HeldBytes, LandingFile } from '../../../../gateway/store/landing-file.js';

const piece = randomBytes(65_536);

describe('the memory that arriving instances hold', () => {
  let folder: string;
  let held: HeldBytes;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'landing-'));
    held = new HeldBytes();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** An instance of which half a megabyte has come. */
  async function begin(): Promise<LandingFile> {
    const file = new LandingFile(folder, held);
    for (let count = 0; count < 8; count += 1) await file.append(piece);
    return file;
  }

  it('comes below 80 MB when 400 slow senders have each sent half a megabyte', async () => {
    const files: LandingFile[] = [];
    for (let count = 0; count < 400; count += 1) files.push(await begin());
    // Every sender goes on a little; what is on the disk by then is no longer held.
    for (const file of files) await file.append(piece);
    for (let turns = 0; turns < 20_000 && held.byteCount > 80_000_000; turns += 1) await turn();
    expect(held.byteCount).toBeLessThanOrEqual(80_000_000);
    await Promise.all(files.map((file) => file.discard()));
    expect(held.byteCount).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it('holds one small instance until it is whole, and writes it then under its final name', async () => {
    const file = await begin();
    expect(await readdir(folder)).toEqual([]);
    const path = join(folder, 'whole.dcm');
    await file.finish(path);
    await file.sync();
    file.close();
    expect((await readFile(path)).equals(Buffer.concat(Array(8).fill(piece)))).toBe(true);
    expect(held.byteCount).toBe(0);
  });

  it('keeps the bytes in order where writing began early', async () => {
    const others = await Promise.all(Array.from({ length: 140 }, begin));
    const file = new LandingFile(folder, held);
    const pieces = Array.from({ length: 6 }, () => randomBytes(50_000));
    for (const bytes of pieces) await file.append(bytes);
    const path = join(folder, 'whole.dcm');
    await file.finish(path);
    await file.sync();
    file.close();
    expect((await readFile(path)).equals(Buffer.concat(pieces))).toBe(true);
    expect((await stat(path)).size).toBe(300_000);
    await Promise.all(others.map((other) => other.discard()));
    expect(held.byteCount).toBe(0);
  });
});
