import type { Icd10cmCode } from '../contract/diagnoses.js';
import type { Database } from '../database/database.js';
import { withDot, withoutDot } from './code.js';
import { type CurrentRelease, currentRelease } from './releases.js';
import { CodeIndex, type IndexedCode } from './search/code-index.js';
import { searchCodes } from './search/search.js';

const codesPerQuery = 5_000;

export interface CodeSearch {
  year: number;
  codes: Icd10cmCode[];
  hasMore: boolean;
  readAs: string | null;
}

interface Loaded {
  release: CurrentRelease;
  index: CodeIndex;
}

/**
 * The current list of codes of a process, read into memory when it is first asked for and again when another list has become current; whoever asks
 * meanwhile waits for it.
 */
export class CodeDirectory {
  readonly #database: Database;
  #loading: { releaseID: string; loaded: Promise<Loaded> } | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Searches by a code or by words, best first; null while there is no list at all. */
  async search(text: string, limit: number): Promise<CodeSearch | null> {
    const loaded = await this.#current();
    if (!loaded) return null;
    const { numbers, hasMore, readAs } = searchCodes(loaded.index, text, limit);
    return { year: loaded.release.year, codes: numbers.map((number) => codeOf(loaded, number)), hasMore, readAs };
  }

  /** Finds a code, with or without its dot, with the headers above and what lies directly below; null where it is not in the list. */
  async find(code: string): Promise<(Icd10cmCode & { above: Icd10cmCode[]; below: Icd10cmCode[] }) | null> {
    const loaded = await this.#current();
    const plain = withoutDot(code);
    const number = loaded?.index.numberOf(plain);
    if (!loaded || number === undefined) return null;
    const above: Icd10cmCode[] = [];
    for (let length = 3; length < plain.length; length += 1) {
      const header = loaded.index.numberOf(plain.slice(0, length));
      if (header !== undefined) above.push(codeOf(loaded, header));
    }
    return { ...codeOf(loaded, number), above, below: directlyBelow(loaded.index, plain).map((each) => codeOf(loaded, each)) };
  }

  async #current(): Promise<Loaded | null> {
    const release = await currentRelease(this.#database);
    if (!release) return null;
    if (this.#loading?.releaseID !== release.id) {
      const loading = { releaseID: release.id, loaded: this.#load(release) };
      this.#loading = loading;
      // What could not be read is read again by the next who asks.
      loading.loaded.catch(() => {
        if (this.#loading === loading) this.#loading = null;
      });
    }
    return (this.#loading as { loaded: Promise<Loaded> }).loaded;
  }

  async #load(release: CurrentRelease): Promise<Loaded> {
    return { release, index: await CodeIndex.build(this.#rows(release.id)) };
  }

  async *#rows(releaseID: string): AsyncGenerator<IndexedCode[]> {
    let last = '';
    for (;;) {
      const rows = await this.#database
        .selectFrom('icd10cm_codes')
        .select(['code', 'billable', 'title'])
        .where('release_id', '=', releaseID)
        .where('code', '>', last)
        .orderBy('code')
        .limit(codesPerQuery)
        .execute();
      if (rows.length > 0) yield rows;
      if (rows.length < codesPerQuery) return;
      last = rows.at(-1)?.code ?? '';
    }
  }
}

function codeOf({ index, release }: Loaded, number: number): Icd10cmCode {
  return {
    code: withDot(index.codes[number] as string),
    year: release.year,
    title: index.titles[number] as string,
    billable: index.billable[number] === true,
  };
}

/** Codes stand behind the header that they belong to; what lies below one that lies below is left out. */
function directlyBelow(index: CodeIndex, header: string): number[] {
  const [from, to] = index.codesBeginningWith(header);
  const below: number[] = [];
  for (let number = from + 1; number < to; number += 1) {
    const last = below.at(-1);
    if (last === undefined || !(index.codes[number] as string).startsWith(index.codes[last] as string)) below.push(number);
  }
  return below;
}
