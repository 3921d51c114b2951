// Writes what a requestor sends, byte by byte and independently of the gateway's own code, broken things included.
import { Buffer } from 'node:buffer';

export const IMPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const VERIFICATION = '1.2.840.10008.1.1';
export const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
export const MR_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.4';
export const APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';

export interface ContextProposal {
  id: number;
  abstractSyntax: string;
  transferSyntaxes: string[];
}

export interface RequestOptions {
  callingAETitle?: string;
  calledAETitle?: string;
  protocolVersion?: number;
  applicationContext?: string | null;
  contexts?: ContextProposal[];
  /** 0: no limit. */
  maximumLength?: number;
  asynchronousOperations?: [invoked: number, performed: number];
  roles?: { sopClassUID: string; scu: number; scp: number }[];
  extended?: { sopClassUID: string; information: Buffer }[];
  userIdentity?: boolean;
  /** Whole items put behind everything else. */
  furtherItems?: Buffer[];
}

/** A PDU with its six bytes of header; `length` may lie. */
export function encodePDU(type: number, body: Buffer, length = body.length): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt8(type, 0);
  header.writeUInt32BE(length, 2);
  return Buffer.concat([header, body]);
}

/** An item with a two-byte length, which may lie. */
export function encodeItem(type: number, value: Buffer, length = value.length): Buffer {
  const header = Buffer.from([type, 0, (length >> 8) & 0xff, length & 0xff]);
  return Buffer.concat([header, value]);
}

const ascii = (value: string): Buffer => Buffer.from(value, 'latin1');
const prefixed = (uid: string): Buffer => Buffer.concat([Buffer.from([uid.length >> 8, uid.length & 0xff]), ascii(uid)]);

export function encodeContext(context: ContextProposal): Buffer {
  return encodeItem(
    0x20,
    Buffer.concat([
      Buffer.from([context.id, 0, 0, 0]),
      encodeItem(0x30, ascii(context.abstractSyntax)),
      ...context.transferSyntaxes.map((uid) => encodeItem(0x40, ascii(uid))),
    ]),
  );
}

function encodeUserInformation(options: RequestOptions): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(options.maximumLength ?? 16_384);
  const items = [encodeItem(0x51, length), encodeItem(0x52, ascii('1.2.3.4.5.6.7')), encodeItem(0x55, ascii('DIMSE_PEER'))];
  const { asynchronousOperations: operations } = options;
  if (operations) items.push(encodeItem(0x53, Buffer.from([0, operations[0], 0, operations[1]])));
  for (const role of options.roles ?? []) {
    items.push(encodeItem(0x54, Buffer.concat([prefixed(role.sopClassUID), Buffer.from([role.scu, role.scp])])));
  }
  for (const item of options.extended ?? []) items.push(encodeItem(0x56, Buffer.concat([prefixed(item.sopClassUID), item.information])));
  // A user name without a response asked for.
  if (options.userIdentity) items.push(encodeItem(0x58, Buffer.concat([Buffer.from([1, 0]), prefixed('someone'), Buffer.from([0, 0])])));
  return encodeItem(0x50, Buffer.concat(items));
}

/** The body of an A-ASSOCIATE-RQ. */
export function encodeAssociateRequestBody(options: RequestOptions = {}): Buffer {
  const fixed = Buffer.alloc(68);
  fixed.writeUInt16BE(options.protocolVersion ?? 1, 0);
  fixed.write((options.calledAETitle ?? 'REFERRAL_GW').padEnd(16), 4, 16, 'latin1');
  fixed.write((options.callingAETitle ?? 'RIVERSIDE_PACS').padEnd(16), 20, 16, 'latin1');
  const contexts = options.contexts ?? [{ id: 1, abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] }];
  const application = options.applicationContext === undefined ? APPLICATION_CONTEXT : options.applicationContext;
  return Buffer.concat([
    fixed,
    ...(application === null ? [] : [encodeItem(0x10, ascii(application))]),
    ...contexts.map(encodeContext),
    encodeUserInformation(options),
    ...(options.furtherItems ?? []),
  ]);
}

export function encodeAssociateRequest(options: RequestOptions = {}): Buffer {
  return encodePDU(0x01, encodeAssociateRequestBody(options));
}

export interface DataValue {
  contextID: number;
  isCommand: boolean;
  isLast: boolean;
  bytes: Buffer;
}

/** One presentation data value; `length` may lie. */
export function encodePDV(value: DataValue, length = value.bytes.length + 2): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt32BE(length >>> 0, 0);
  header.writeUInt8(value.contextID, 4);
  header.writeUInt8((value.isCommand ? 1 : 0) | (value.isLast ? 2 : 0), 5);
  return Buffer.concat([header, value.bytes]);
}

export function encodePData(...values: DataValue[]): Buffer {
  return encodePDU(0x04, Buffer.concat(values.map((value) => encodePDV(value))));
}

export const releaseRequest = (): Buffer => encodePDU(0x05, Buffer.alloc(4));
export const abortRequest = (): Buffer => encodePDU(0x07, Buffer.alloc(4));

/** A command element: number in group 0000 and its value; strings are padded, numbers are US. */
export type CommandElement = [element: number, value: number | string | Buffer];

/** A command set with its group length, elements in the order given. */
export function encodeCommand(elements: CommandElement[]): Buffer {
  const parts = elements.map(([element, value]) => {
    const bytes = valueBytes(value);
    const header = Buffer.alloc(8);
    header.writeUInt16LE(element, 2);
    header.writeUInt32LE(bytes.length, 4);
    return Buffer.concat([header, bytes]);
  });
  const body = Buffer.concat(parts);
  const groupLength = Buffer.from([0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0]);
  groupLength.writeUInt32LE(body.length, 8);
  return Buffer.concat([groupLength, body]);
}

function valueBytes(value: number | string | Buffer): Buffer {
  if (typeof value === 'string') return ascii(value.length % 2 === 0 ? value : `${value}\0`);
  if (typeof value !== 'number') return value;
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export interface StoreCommand {
  sopClassUID: string;
  sopInstanceUID: string;
  messageID?: number;
  commandDataSetType?: number;
}

export function encodeCStoreRequest(command: StoreCommand): Buffer {
  return encodeCommand([
    [0x0002, command.sopClassUID],
    [0x0100, 0x0001],
    [0x0110, command.messageID ?? 1],
    [0x0700, 0x0002],
    [0x0800, command.commandDataSetType ?? 0x0000],
    [0x1000, command.sopInstanceUID],
  ]);
}

export function encodeCEchoRequest(messageID = 1): Buffer {
  return encodeCommand([
    [0x0002, VERIFICATION],
    [0x0100, 0x0030],
    [0x0110, messageID],
    [0x0800, 0x0101],
  ]);
}

/** How a message is cut into PDVs and PDUs. */
export interface Fragmentation {
  /** Longest PDU, its header not counted; never more is sent in one. */
  maximumLength?: number;
  /** Bytes of the next fragment; by default as many as fit. */
  fragmentBytes?: () => number;
  /** How many PDVs the next PDU holds, room permitting; by default one. */
  valuesPerPDU?: () => number;
  /** Ends command and data set with an empty last fragment. */
  emptyLastFragment?: boolean;
}

/** Cuts bytes into presentation data values. */
export function fragment(bytes: Buffer, of: { contextID: number; isCommand: boolean }, how: Fragmentation = {}): DataValue[] {
  const most = (how.maximumLength ?? 16_384) - 6;
  const values: DataValue[] = [];
  let at = 0;
  do {
    const size = Math.min(most, Math.max(0, how.fragmentBytes?.() ?? most), bytes.length - at);
    const piece = bytes.subarray(at, at + size);
    at += size;
    values.push({ ...of, isLast: at === bytes.length && !how.emptyLastFragment, bytes: piece });
  } while (at < bytes.length);
  if (how.emptyLastFragment) values.push({ ...of, isLast: true, bytes: Buffer.alloc(0) });
  return values;
}

/** Puts presentation data values into P-DATA-TF PDUs. */
export function packPDUs(values: DataValue[], how: Fragmentation = {}): Buffer[] {
  const most = how.maximumLength ?? 16_384;
  const pdus: Buffer[] = [];
  let open: DataValue[] = [];
  let length = 0;
  let wanted = how.valuesPerPDU?.() ?? 1;
  for (const value of values) {
    const bytes = value.bytes.length + 6;
    if (open.length > 0 && (open.length >= wanted || length + bytes > most)) {
      pdus.push(encodePData(...open));
      open = [];
      length = 0;
      wanted = how.valuesPerPDU?.() ?? 1;
    }
    open.push(value);
    length += bytes;
  }
  if (open.length > 0) pdus.push(encodePData(...open));
  return pdus;
}
