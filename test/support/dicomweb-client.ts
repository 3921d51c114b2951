import { randomBytes } from 'node:crypto';
import type { DicomJson } from '#core/database/tables.js';

/** Whoever sends requests: a signed-in person, or a machine with its token. */
export interface DicomwebCaller {
  request(path: string, init?: RequestInit): Promise<Response>;
}

export interface StoreFailureItem {
  sopInstanceUID: string;
  failureReason: number;
}

/** An answer to a Store request, taken apart: every part of the request is in exactly one of the three lists. */
export interface StoreAnswer {
  status: number;
  stored: string[];
  failed: StoreFailureItem[];
  /** Failure Reasons of the parts that did not say which instance they are. */
  otherFailures: number[];
}

export interface InstanceAddress {
  studyInstanceUID: string;
  seriesInstanceUID: string;
  sopInstanceUID: string;
}

const itemsOf = (body: DicomJson, tag: string): DicomJson[] => (body[tag]?.Value ?? []) as DicomJson[];
const firstValue = (item: DicomJson, tag: string): unknown => item[tag]?.Value?.[0];

/** A caller that acts with a token. */
export function withToken(url: string, token: string): DicomwebCaller {
  return {
    request: (path, init = {}) =>
      fetch(url + path, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string> | undefined) },
      }),
  };
}

/** Sends Part 10 files, or whatever they are, as the parts of one Store request. */
export async function storeInstances(caller: DicomwebCaller, files: readonly Buffer[], root = '/dicom-web'): Promise<StoreAnswer> {
  const boundary = randomBytes(16).toString('hex');
  const parts = files.flatMap((file) => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    file,
    Buffer.from('\r\n'),
  ]);
  const response = await caller.request(`${root}/studies`, {
    method: 'POST',
    headers: { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`, accept: 'application/dicom+json' },
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  });
  const text = await response.text();
  const isList = response.headers.get('content-type')?.startsWith('application/dicom+json') === true;
  const body = (isList ? JSON.parse(text) : {}) as DicomJson;
  const reasonOf = (item: DicomJson) => firstValue(item, '00081197') as number;
  return {
    status: response.status,
    stored: itemsOf(body, '00081199').map((item) => String(firstValue(item, '00081155'))),
    failed: itemsOf(body, '00081198').map((item) => ({
      sopInstanceUID: String(firstValue(item, '00081155')),
      failureReason: reasonOf(item),
    })),
    otherFailures: itemsOf(body, '0008119A').map(reasonOf),
  };
}

const pathOf = ({ studyInstanceUID, seriesInstanceUID, sopInstanceUID }: InstanceAddress): string =>
  `/dicom-web/studies/${studyInstanceUID}/series/${seriesInstanceUID}/instances/${sopInstanceUID}`;

/** The Part 10 file of an instance as it is stored; null where there is none. */
export async function retrieveInstance(caller: DicomwebCaller, address: InstanceAddress): Promise<Buffer | null> {
  const response = await caller.request(pathOf(address), { headers: { accept: 'application/dicom; transfer-syntax=*' } });
  if (response.status === 404) return null;
  if (response.status !== 200) throw new Error(`retrieve answered ${response.status}: ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Searches; no match is an empty list. `query` as it stands in the address, for instance `studies?PatientID=1`. */
export async function search(caller: DicomwebCaller, query: string): Promise<DicomJson[]> {
  const response = await caller.request(`/dicom-web/${query}`, { headers: { accept: 'application/dicom+json' } });
  if (response.status === 204) return [];
  if (response.status !== 200) throw new Error(`search answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as DicomJson[];
}

/** Whether a search for the SOP Instance UID finds anything. */
export async function isFound(caller: DicomwebCaller, sopInstanceUID: string): Promise<boolean> {
  return (await search(caller, `instances?SOPInstanceUID=${encodeURIComponent(sopInstanceUID)}`)).length > 0;
}
