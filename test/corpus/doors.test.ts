import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type pg from 'pg';
import { formatPersonName } from '#core/dicom/person-name.js';
import { type InstanceAddress, isFound, retrieveInstance, search, storeInstances } from '../support/dicomweb-client.js';
import { sendPart10File, takeApart } from '../support/dimse-peer/index.js';
import { type SentPatient, scanLogs } from '../support/patient-data-scan.js';
import { type Product, type SignedInClient, startProduct } from '../support/product.js';
import { addClinic, type FurtherClinic, openProductDatabase } from '../support/product-database.js';
import { whenAllChecked } from '../support/worklist.js';

jest.setTimeout(240_000);

interface CorpusFile {
  file: string;
  expect: 'accept' | 'accept-with-warning' | 'reject';
  sopInstanceUid: string | null;
  studyInstanceUid: string | null;
  seriesInstanceUid: string | null;
  patientId: string | null;
  patientName: string | null;
}

const corpus = path.resolve(import.meta.dirname, '../..', process.env.CORPUS_DIR ?? '../shared/corpus');
const files: CorpusFile[] = JSON.parse(readFileSync(path.join(corpus, 'MANIFEST.json'), 'utf8'));
const bytesOf = (entry: CorpusFile): Buffer => readFileSync(path.join(corpus, entry.file));
const isTaken = (entry: CorpusFile): boolean => entry.expect !== 'reject';

/** Rounds in which no SOP Instance UID occurs twice: each goes to a clinic of its own, where whatever comes is the first of its UID. */
const rounds: CorpusFile[][] = [];
const timesSeen = new Map<string, number>();
for (const entry of files) {
  const uid = entry.sopInstanceUid ?? entry.file;
  const round = timesSeen.get(uid) ?? 0;
  timesSeen.set(uid, round + 1);
  rounds[round] = [...(rounds[round] ?? []), entry];
}
const roundOf = (entry: CorpusFile): number => rounds.findIndex((round) => round.includes(entry));

const addressOf = (entry: CorpusFile): InstanceAddress => ({
  studyInstanceUID: entry.studyInstanceUid ?? '',
  seriesInstanceUID: entry.seriesInstanceUid ?? '',
  sopInstanceUID: entry.sopInstanceUid ?? '',
});

// The corpus' manifest has no birth dates; the projects' own samples are scanned for theirs elsewhere.
const patients: SentPatient[] = files.map(({ patientName, patientId }) => ({ patientName, patientID: patientId }));

interface Clinic extends FurtherClinic {
  client: SignedInClient;
}

function productWithClinics(prefix: string, count: number) {
  const running = {} as { product: Product; database: pg.Client; clinics: Clinic[]; radiology: SignedInClient };
  beforeAll(async () => {
    running.product = await startProduct();
    running.database = await openProductDatabase(running.product);
    running.radiology = await running.product.signIn('radiology');
    running.clinics = [];
    for (let number = 1; number <= count; number++) {
      const clinic = await addClinic(running.database, `${prefix}-${number}`);
      running.clinics.push({ ...clinic, client: await running.product.signIn(clinic.username) });
    }
  });
  afterAll(async () => {
    await running.database?.end();
    await running.product?.stop();
  });
  return running;
}

type Running = ReturnType<typeof productWithClinics>;

function clinicOf(running: Running, entry: CorpusFile): Clinic {
  const clinic = running.clinics[roundOf(entry)];
  if (!clinic) throw new Error('there are fewer clinics than rounds');
  return clinic;
}

/** What must hold of a door's store once everything was sent. */
function holdsWhatItAnswered(running: Running): void {
  describe('what is stored then', () => {
    it('is exactly the accepted instances', async () => {
      for (const [index, round] of rounds.entries()) {
        const { rows } = await running.database.query<{ uid: string }>(
          'select sop_instance_uid as uid from instances where organization_id = $1 order by 1',
          [running.clinics[index]?.organizationID],
        );
        expect(rows.map(({ uid }) => uid)).toEqual(
          round
            .filter(isTaken)
            .map(({ sopInstanceUid }) => sopInstanceUid)
            .sort(),
        );
      }
    });

    it('comes back with the data set byte for byte', async () => {
      for (const entry of files.filter(isTaken)) {
        const retrieved = await retrieveInstance(clinicOf(running, entry).client, addressOf(entry));
        const isSame = retrieved !== null && takeApart(retrieved).dataSet.equals(takeApart(bytesOf(entry)).dataSet);
        expect([entry.file, isSame]).toEqual([entry.file, true]);
      }
    });

    it('is found by search with name and Patient ID as the manifest says', async () => {
      for (const entry of files.filter(isTaken)) {
        const [study] = await search(clinicOf(running, entry).client, `studies?StudyInstanceUID=${entry.studyInstanceUid}`);
        const name = study?.['00100010']?.Value?.[0] as { Alphabetic?: string; Ideographic?: string; Phonetic?: string } | undefined;
        const shown = {
          file: entry.file,
          name: name ? formatPersonName({ alphabetic: name.Alphabetic, ideographic: name.Ideographic, phonetic: name.Phonetic }) : '',
          patientID: study?.['00100020']?.Value?.[0] ?? '',
        };
        // A study of two patients shows one of them.
        const said = (rounds[roundOf(entry)] ?? [])
          .filter((other) => isTaken(other) && other.studyInstanceUid === entry.studyInstanceUid)
          .map((other) => ({ file: entry.file, name: other.patientName ?? '', patientID: other.patientId ?? '' }));
        expect(said).toContainEqual(shown);
      }
    });

    it('is checked and linked within a minute, and the gateway serves on', async () => {
      const studies = await whenAllChecked(running.radiology);
      const expected = rounds.flatMap((round, index) =>
        [...new Set(round.filter(isTaken).map(({ studyInstanceUid }) => studyInstanceUid))].map((uid) => `${index} ${uid}`),
      );
      const clinics = running.clinics.map(({ organizationID }) => organizationID);
      const shown = studies.map(({ organization, studyInstanceUID }) => `${clinics.indexOf(organization.id)} ${studyInstanceUID}`);
      expect(shown).toEqual(expect.arrayContaining(expected));
      const { rows } = await running.database.query("select count(*) as count from instances where state = 'received'");
      expect(rows).toEqual([{ count: '0' }]);
      expect((await fetch(`${running.product.url}/health/ready`)).status).toBe(200);
    });

    it('has left no patient data in the logs (A18)', async () => {
      const { lineCount, found } = await scanLogs(running.product, patients);
      expect(lineCount).toBeGreaterThan(0);
      expect(found).toEqual([]);
    });
  });
}

describe('Corpus through the DIMSE door', () => {
  const running = productWithClinics('dimse', rounds.length);

  for (const entry of files) {
    it(`${isTaken(entry) ? 'answers success to' : 'answers a failure with its reason to'} ${entry.file}`, async () => {
      const { callingAETitle, client } = clinicOf(running, entry);
      const sent = await sendPart10File(bytesOf(entry), { port: running.product.dimsePort, callingAETitle });
      const isContextRefused = sent.association.kind === 'accepted' && sent.association.contexts[0]?.result === 3;
      if (isTaken(entry)) {
        expect(sent.status === 0 || (sent.status ?? 0) >> 12 === 0xb ? 'success' : sent).toBe('success');
        return;
      }
      if (isContextRefused) return;
      expect(sent.status).toBeGreaterThanOrEqual(0x0100);
      expect((sent.status ?? 0) >> 12).not.toBe(0xb);
      expect(sent.comment).toMatch(/^[\x20-\x7e]{5,64}$/);
      if (entry.sopInstanceUid) expect(await isFound(client, sent.sopInstanceUID).catch(() => false)).toBe(false);
    });
  }

  holdsWhatItAnswered(running);
});

describe('Corpus through the STOW-RS door', () => {
  const running = productWithClinics('stow', rounds.length + 1);

  for (const entry of files) {
    it(`${isTaken(entry) ? 'stores' : 'refuses with a Failure Reason'} ${entry.file}`, async () => {
      const answer = await storeInstances(clinicOf(running, entry).client, [bytesOf(entry)]);
      if (isTaken(entry)) {
        expect({ ...answer, status: answer.status === 202 ? 200 : answer.status }).toEqual({
          status: 200,
          stored: [entry.sopInstanceUid],
          failed: [],
          otherFailures: [],
        });
        return;
      }
      expect({ status: answer.status, stored: answer.stored }).toEqual({ status: 409, stored: [] });
      const reasons = [...answer.failed.map(({ failureReason }) => failureReason), ...answer.otherFailures];
      expect(reasons).toHaveLength(1);
      expect(reasons[0]).toBeGreaterThanOrEqual(0x0100);
    });
  }

  holdsWhatItAnswered(running);

  it('answers one request with everything by 202 and names every part', async () => {
    const last = running.clinics[rounds.length] as Clinic;
    const answer = await storeInstances(last.client, files.map(bytesOf));
    expect(answer.status).toBe(202);
    expect(answer.stored.length + answer.failed.length + answer.otherFailures.length).toBe(files.length);
    // Of instances with one UID the first stays; another one is either the same in another encoding, or in conflict with it.
    const accepted = files.filter(isTaken).map(({ sopInstanceUid }) => sopInstanceUid ?? '');
    expect(new Set(answer.stored)).toEqual(new Set(accepted));
    const conflicts = answer.failed.filter(({ failureReason }) => failureReason === 0xc111);
    expect(answer.stored.length + conflicts.length).toBe(accepted.length);
    expect(answer.failed.length - conflicts.length + answer.otherFailures.length).toBe(files.length - accepted.length);
    await whenAllChecked(running.radiology);
    expect((await scanLogs(running.product, patients)).found).toEqual([]);
  });
});
