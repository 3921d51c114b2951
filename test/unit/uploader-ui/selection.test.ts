import { describe, expect, it } from '@jest/globals';
import type { OrderedPatient, StatedPatient } from '#core/identity/statements.js';
import { Random } from '../../../scripts/bench/matching/people.js';
import { judgeOfOrder } from '../../../uploader-ui/src/features/uploader/compare-identity.js';
import type { FileSource } from '../../../uploader-ui/src/features/uploader/reading/file-source.js';
import type { HeaderResult, ImageHeader } from '../../../uploader-ui/src/features/uploader/reading/image-header.js';
import type { ReadableFile } from '../../../uploader-ui/src/features/uploader/reading/read-header.js';
import { Selection } from '../../../uploader-ui/src/features/uploader/selection.js';
import { foundHeader, foundSource, oscar, sofia } from './found-files.js';

const none = { names: [], patientIDs: [], birthDates: [] };
const order: OrderedPatient = {
  familyName: 'Sample',
  givenName: 'Sofia',
  middleName: '',
  otherNames: [],
  birthDate: '1968-04-12',
  sex: 'F',
  patientIDs: [{ patientID: 'RC', issuerOfPatientID: 'RIVERSIDE' }],
};

interface TestFile {
  source: FileSource;
  header: ImageHeader;
}

const file = (uid: string, patient: StatedPatient, more: Partial<ImageHeader> = {}, path = uid): TestFile => ({
  source: foundSource(path),
  header: foundHeader(uid, { patient, ...more }),
});

/** Gives the headers of files by their paths, each task when its turn comes: tasks end in any order. */
class ScriptedPool {
  readonly #headers: Map<string, ImageHeader>;
  readonly #waiting: (() => void)[] = [];
  readonly #random: Random;

  constructor(files: readonly TestFile[], random: Random) {
    this.#headers = new Map(files.map(({ source, header }) => [source.path, header]));
    this.#random = random;
  }

  readHeaders(files: ReadableFile[]): Promise<{ headers: HeaderResult[]; sizes: number[] }> {
    const headers = files.map(({ path }): HeaderResult => {
      const header = this.#headers.get(path);
      return header ? { kind: 'instance', header } : { kind: 'other', reason: 'not-dicom' };
    });
    return new Promise((resolve) => this.#waiting.push(() => resolve({ headers, sizes: files.map(({ size }) => size) })));
  }

  drawPicture = async (): Promise<Blob | null> => null;
  close(): void {}

  /** Ends one of the tasks that run. */
  endOne(): boolean {
    const [next] = this.#waiting.splice(this.#random.whole(Math.max(1, this.#waiting.length)), 1);
    next?.();
    return next !== undefined;
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** Reads files in one order, in parts as a folder brings them; `between` is done when the first part was read. */
async function select(files: readonly TestFile[], random: Random, between?: (selection: Selection) => void): Promise<Selection> {
  const pool = new ScriptedPool(files, random);
  const selection = new Selection(judgeOfOrder([order], none), () => pool);
  const cut = random.whole(files.length + 1);
  const added = selection.add(async (deliver) => {
    for (const part of [files.slice(0, cut), files.slice(cut)]) deliver({ files: part.map(({ source }) => source), refused: [] });
  });
  await settled();
  if (pool.endOne()) await settled();
  between?.(selection);
  while (pool.endOne()) await settled();
  await added;
  await settled();
  return selection;
}

const chosenIn = (selection: Selection): string[] =>
  selection
    .snapshot()
    .studies.flatMap(({ series }) => series.flatMap(({ instances }) => instances.map(({ sopInstanceUID }) => sopInstanceUID)))
    .filter((uid) => selection.isChosen(uid))
    .sort();

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const rest = [...list];
  return list.map(() => rest.splice(random.whole(rest.length), 1)[0] as T);
}

describe('The selection', () => {
  it('chooses of a study of two patients each instance by its own statement, whichever file was read first', async () => {
    for (const files of [
      [file('1', sofia), file('2', oscar), file('3', sofia)],
      [file('2', oscar), file('1', sofia), file('3', sofia)],
    ]) {
      expect(chosenIn(await select(files, new Random(1)))).toEqual(['1', '3']);
    }
  });

  it('leaves images unchecked that say nothing of their patient', async () => {
    const nobody = { ...sofia, patientName: null, patientID: null, patientBirthDate: null, patientSex: null };
    expect(chosenIn(await select([file('1', nobody), file('2', sofia)], new Random(1)))).toEqual(['2']);
  });

  it('is the same for any order of the same files, in any parts', async () => {
    const random = new Random(7);
    const people: StatedPatient[] = [
      sofia,
      oscar,
      { ...sofia, patientName: { Alphabetic: 'Sample^S' } },
      { ...sofia, patientID: 'RC', issuerOfPatientID: 'HILLTOP', patientName: null, patientBirthDate: null },
      { ...sofia, patientName: null, patientBirthDate: null },
      { ...sofia, patientName: null, patientBirthDate: null, patientID: null },
      { ...sofia, isTextTrusted: false, patientBirthDate: null },
      { ...oscar, patientName: sofia.patientName },
    ];
    for (let round = 0; round < 60; round++) {
      const files = Array.from({ length: 60 }, (_, at) =>
        // Some UIDs stand in two files that say different things.
        file(
          `1.${random.whole(40)}`,
          random.pick(people),
          { studyInstanceUID: random.pick(['1.1', '1.2']), seriesInstanceUID: random.pick(['7', '8']) },
          `d${at}/IM`,
        ),
      );
      const [one, other] = [await select(files, random), await select(shuffled(files, random), random)];
      expect(chosenIn(other)).toEqual(chosenIn(one));
      const seen = ({ studies, chosenCount, repeatedCount }: ReturnType<Selection['snapshot']>) => ({
        chosenCount,
        repeatedCount,
        studies: studies.map(({ studyInstanceUID, evidence, isOfSeveral, statements }) => ({
          studyInstanceUID,
          evidence,
          isOfSeveral,
          statements,
        })),
      });
      expect(seen(other.snapshot())).toEqual(seen(one.snapshot()));
    }
  });

  it('keeps what a person checked or unchecked by hand, whatever is read later', async () => {
    const files = Array.from({ length: 60 }, (_, at) => file(`1.${at}`, at % 2 ? oscar : sofia));
    const byHand = (selection: Selection): void => {
      selection.choose(['1.0'], false);
      selection.choose(['1.1'], true);
    };
    const chosen = chosenIn(await select(files, new Random(3), byHand));
    expect([chosen.includes('1.0'), chosen.includes('1.1'), chosen.includes('1.2'), chosen.includes('1.3')]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('judges a number without issuer with the issuer that the same number has beside it, once all is read', async () => {
    const bare = { ...sofia, patientBirthDate: null };
    const foreign = { ...oscar, patientID: 'RC', issuerOfPatientID: 'HILLTOP' };
    const verdicts = async (...people: StatedPatient[]) => {
      const selection = await select(
        people.map((patient, at) => file(`1.${at}`, patient)),
        new Random(1),
      );
      return selection.snapshot().studies[0]?.statements.map(({ evidence }) => evidence.verdict);
    };
    expect(await verdicts(bare)).toEqual(['agrees']);
    expect(await verdicts(bare, foreign)).toEqual(['unknown', 'differs']);
  });

  it('is judged anew where the order’s patient was corrected; what was said by hand stays', async () => {
    const selection = await select([file('1', sofia), file('2', sofia), file('3', oscar)], new Random(1));
    selection.choose(['2'], true);
    const corrected = { ...order, familyName: 'Other', givenName: 'Oscar', birthDate: '1971-09-30', sex: 'M' };
    selection.judgeBy(judgeOfOrder([corrected], none));
    expect(chosenIn(selection)).toEqual(['2', '3']);
  });

  it('forgets what was said by hand with everything else', async () => {
    const selection = await select([file('1', sofia)], new Random(1));
    selection.choose(['1'], false);
    selection.clear();
    expect([selection.isChosen('1'), selection.snapshot().chosenCount]).toEqual([false, 0]);
  });
});
