// Stage store: the folders in which arriving instances land and stay. A folder belongs to one gateway process and is written down before its
// first file, so that whoever starts after a crash knows exactly where bytes without a row may stand.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#core/database/database.js';
import { GatewayError, toDiskError, toGatewayError } from '#core/errors/gateway-error.js';
import { HeldBytes, LandingFile } from './landing-file.js';

const FILES_PER_FOLDER = 2_000;

/** One folder: gives paths, and makes its entries durable. */
export class LandingFolder {
  readonly name: string;
  readonly path: string;
  filesBegun = 0;
  /** Files begun whose fate is not settled. */
  underWay = 0;
  readonly #held: HeldBytes;
  #descriptor: number;
  #syncing: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(name: string, path: string, { descriptor, held }: { descriptor: number; held: HeldBytes }) {
    this.name = name;
    this.path = path;
    this.#descriptor = descriptor;
    this.#held = held;
  }

  /** An empty file to append to. */
  takeFile(): LandingFile {
    return new LandingFile(this.path, this.#held);
  }

  /** Makes every entry created or renamed so far durable; callers that come while a sync runs share the one after it. */
  syncEntries(): Promise<void> {
    if (!this.#syncing) {
      this.#syncing = this.#sync().finally(() => {
        this.#syncing = null;
      });
      return this.#syncing;
    }
    this.#next ??= this.#syncing.catch(ignoreOthersFailure).then(() => {
      this.#next = null;
      return this.syncEntries();
    });
    return this.#next;
  }

  close(): void {
    fs.close(this.#descriptor, () => {});
  }

  #sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.fsync(this.#descriptor, (error) => (error ? reject(toDiskError(error)) : resolve()));
    });
  }
}

// The failure belongs to the callers of that sync; those who wait for the next one try for themselves.
function ignoreOthersFailure(): void {}

/** Hands out the current landing folder of this process and begins a new one when it is full. */
export class LandingFolders {
  readonly #root: string;
  readonly #gatewayID: string;
  readonly #database: Database;
  readonly #held = new HeldBytes();
  #current: LandingFolder | null = null;
  #opening: Promise<void> | null = null;

  constructor(root: string, gatewayID: string, database: Database) {
    this.#root = root;
    this.#gatewayID = gatewayID;
    this.#database = database;
  }

  /** Opens the first folder. @throws GatewayError `out-of-resources` or `database-unavailable`; reception can't begin. */
  async start(): Promise<void> {
    await mkdir(this.#root, { recursive: true });
    await this.#open();
  }

  /** The folder for the next file; the caller settles it with `release`. */
  take(): LandingFolder {
    const folder = this.#current;
    if (!folder) throw new GatewayError('out-of-resources', { explanation: 'no landing folder is open' });
    folder.filesBegun++;
    folder.underWay++;
    if (folder.filesBegun >= FILES_PER_FOLDER && !this.#opening) {
      this.#opening = this.#open()
        // The full folder goes on being used; the next file tries again.
        .catch(ignoreOthersFailure)
        .finally(() => {
          this.#opening = null;
        });
    }
    return folder;
  }

  /** Says that a file's fate is settled: row committed or file deleted. */
  release(folder: LandingFolder): void {
    folder.underWay--;
    if (folder !== this.#current && folder.underWay === 0) this.#retire(folder);
  }

  /** Closes the current folder when nothing is under way in it. */
  async stop(): Promise<void> {
    await this.#opening;
    const folder = this.#current;
    this.#current = null;
    if (!folder) return;
    folder.close();
    // Left open in the database it is only looked through once more at the next start.
    if (folder.underWay === 0) await this.#markClosed(folder).catch(ignoreOthersFailure);
  }

  async #open(): Promise<void> {
    const name = `${new Date().toISOString().slice(0, 10)}-${randomUUID().slice(0, 8)}`;
    const row = { folder: name, gateway_id: this.#gatewayID, host: hostname(), process_id: process.pid };
    await this.#database.insertInto('storage_folders').values(row).execute();
    try {
      const path = join(this.#root, name);
      await mkdir(path);
      const root = await open(this.#root, 'r');
      await root.sync().finally(() => root.close());
      const descriptor = await new Promise<number>((resolve, reject) =>
        fs.open(path, 'r', (error, fd) => (error ? reject(error) : resolve(fd))),
      );
      const former = this.#current;
      this.#current = new LandingFolder(name, path, { descriptor, held: this.#held });
      if (former && former.underWay === 0) this.#retire(former);
    } catch (error) {
      throw toGatewayError(error);
    }
  }

  #retire(folder: LandingFolder): void {
    // Left open in the database it is only looked through once more at the next start.
    folder.close();
    this.#markClosed(folder).catch(ignoreOthersFailure);
  }

  async #markClosed(folder: LandingFolder): Promise<void> {
    await this.#database.updateTable('storage_folders').set({ closed_at: new Date() }).where('folder', '=', folder.name).execute();
  }
}
