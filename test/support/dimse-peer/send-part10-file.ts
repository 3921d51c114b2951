import type { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { CT_IMAGE_STORAGE, EXPLICIT_VR_LITTLE_ENDIAN, type Fragmentation, IMPLICIT_VR_LITTLE_ENDIAN } from './encode.js';
import { type AssociationAnswer, type ConnectOptions, connect } from './requestor.js';

const DEFLATED = '1.2.840.10008.1.2.1.99';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const LONG_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'UC', 'UR', 'UT', 'UN', 'SV', 'UV']);

export interface SendOptions extends ConnectOptions {
  calledAETitle?: string;
  callingAETitle?: string;
  /** What is said instead of what the file says. */
  sopClassUID?: string;
  sopInstanceUID?: string;
  transferSyntaxUID?: string;
  /** The bytes sent as the data set instead of the file's own. */
  dataSet?: Buffer;
  fragmentation?: Fragmentation;
  chunkBytes?: number;
}

/** `status` is null when there was no C-STORE-RSP; then the other members say why. */
export interface SendResult {
  status: number | null;
  comment: string;
  association: AssociationAnswer;
  aborted: boolean;
  sopClassUID: string;
  sopInstanceUID: string;
  transferSyntaxUID: string;
  dataSet: Buffer;
}

export interface TakenApart {
  sopClassUID: string;
  sopInstanceUID: string;
  transferSyntaxUID: string;
  dataSet: Buffer;
}

interface Found {
  value: Buffer;
  next: number;
  tag: number;
}

const trimmed = (value: Buffer | undefined): string => (value?.toString('latin1') ?? '').replace(/[\0 ]+$/, '');

function readElement(bytes: Buffer, at: number, encoding: { implicit: boolean; bigEndian: boolean }): Found | null {
  if (at + 8 > bytes.length) return null;
  const short = (offset: number): number => (encoding.bigEndian ? bytes.readUInt16BE(offset) : bytes.readUInt16LE(offset));
  const long = (offset: number): number => (encoding.bigEndian ? bytes.readUInt32BE(offset) : bytes.readUInt32LE(offset));
  const tag = short(at) * 0x10000 + short(at + 2);
  let start = at + 8;
  let length = encoding.implicit ? long(at + 4) : short(at + 6);
  if (!encoding.implicit && LONG_VRS.has(bytes.toString('latin1', at + 4, at + 6))) {
    if (at + 12 > bytes.length) return null;
    length = long(at + 8);
    start = at + 12;
  }
  if (start + length > bytes.length) return null;
  return { tag, value: bytes.subarray(start, start + length), next: start + length };
}

/** SOP Class and SOP Instance UID as the beginning of a data set gives them; '' where it does not. */
function identityOf(dataSet: Buffer, transferSyntaxUID: string): { sopClassUID: string; sopInstanceUID: string } {
  const encoding = { implicit: transferSyntaxUID === IMPLICIT_VR_LITTLE_ENDIAN, bigEndian: transferSyntaxUID === BIG_ENDIAN };
  const values = new Map<number, string>();
  try {
    const bytes = transferSyntaxUID === DEFLATED ? inflateRawSync(dataSet) : dataSet;
    let element = readElement(bytes, 0, encoding);
    while (element && element.tag <= 0x00080018) {
      values.set(element.tag, trimmed(element.value));
      element = readElement(bytes, element.next, encoding);
    }
  } catch {
    // What does not inflate has no identity to give; the file meta information is asked instead.
  }
  return { sopClassUID: values.get(0x00080016) ?? '', sopInstanceUID: values.get(0x00080018) ?? '' };
}

/** Takes a file apart as a lenient sender does: broken meta information is read as far as it goes, anything else is all data set. */
export function takeApart(file: Buffer): TakenApart {
  const meta = new Map<number, string>();
  let at = file.toString('latin1', 128, 132) === 'DICM' ? 132 : 0;
  let element = readElement(file, at, { implicit: false, bigEndian: false });
  while (element && element.tag >>> 16 === 0x0002) {
    meta.set(element.tag, trimmed(element.value));
    at = element.next;
    element = readElement(file, at, { implicit: false, bigEndian: false });
  }
  const dataSet = file.subarray(at);
  const looksExplicit = /^[A-Z]{2}$/.test(dataSet.toString('latin1', 4, 6));
  const transferSyntaxUID = meta.get(0x00020010) || (looksExplicit ? EXPLICIT_VR_LITTLE_ENDIAN : IMPLICIT_VR_LITTLE_ENDIAN);
  const identity = identityOf(dataSet, transferSyntaxUID);
  return {
    sopClassUID: identity.sopClassUID || meta.get(0x00020002) || CT_IMAGE_STORAGE,
    sopInstanceUID: identity.sopInstanceUID || meta.get(0x00020003) || '1.2.826.0.1.3680043.10.1.1',
    transferSyntaxUID,
    dataSet,
  };
}

/**
 * Sends a file (a path or its bytes) over an association of its own that proposes the file's SOP class in the file's transfer syntax, and
 * says what came back. Sends anything: UIDs, transfer syntax and data set can be given instead of the file's own.
 */
export async function sendPart10File(file: string | Buffer, options: SendOptions): Promise<SendResult> {
  const own = takeApart(typeof file === 'string' ? await readFile(file) : file);
  const message = {
    sopClassUID: options.sopClassUID ?? own.sopClassUID,
    sopInstanceUID: options.sopInstanceUID ?? own.sopInstanceUID,
    dataSet: options.dataSet ?? own.dataSet,
  };
  const transferSyntaxUID = options.transferSyntaxUID ?? own.transferSyntaxUID;
  const requestor = await connect(options);
  try {
    const association = await requestor.associate({
      calledAETitle: options.calledAETitle,
      callingAETitle: options.callingAETitle,
      contexts: [{ id: 1, abstractSyntax: message.sopClassUID, transferSyntaxes: [transferSyntaxUID] }],
    });
    const result = { ...message, transferSyntaxUID, association, status: null, comment: '', aborted: association.kind === 'aborted' };
    if (association.kind !== 'accepted' || association.contexts[0]?.result !== 0) return result;
    // The standard lets us use all that the acceptor announced.
    const fragmentation = { maximumLength: association.maximumLength || 131_072, ...options.fragmentation };
    const answer = await requestor.storeDataSet({ ...message, contextID: 1, fragmentation, chunkBytes: options.chunkBytes });
    if (answer.kind !== 'response') return { ...result, aborted: answer.kind === 'aborted' };
    await requestor.release();
    return { ...result, status: answer.status, comment: answer.comment };
  } finally {
    requestor.socket.destroy();
  }
}
