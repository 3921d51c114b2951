// The PDUs of a Storage SCU with one presentation context, written by hand: they are made before the clock runs.
// @see PS3.8 9.3, PS3.7 9.3.1

const explicitVRLittleEndian = '1.2.840.10008.1.2.1';
const applicationContext = '1.2.840.10008.3.1.1.1';
const ourMaximumLength = 131_072;
/** Where a peer sets no limit. */
const unlimitedPDULength = 131_072;
const longestPDULength = 1_048_576;
const presentationContextID = 1;

const acceptPDU = 0x02;
const dataPDU = 0x04;
const isCommand = 0x01;
const isLast = 0x02;

export interface Association {
  readonly callingAETitle: string;
  readonly calledAETitle: string;
  readonly sopClassUID: string;
}

function item(type: number, body: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt8(type, 0);
  header.writeUInt16BE(body.length, 2);
  return Buffer.concat([header, body]);
}

const uidItem = (type: number, uid: string) => item(type, Buffer.from(uid, 'latin1'));

function pdu(type: number, body: Buffer): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt8(type, 0);
  header.writeUInt32BE(body.length, 2);
  return Buffer.concat([header, body]);
}

export function associateRequest({ callingAETitle, calledAETitle, sopClassUID }: Association): Buffer {
  const fixed = Buffer.alloc(68);
  fixed.writeUInt16BE(1, 0);
  fixed.write(calledAETitle.padEnd(16), 4, 'latin1');
  fixed.write(callingAETitle.padEnd(16), 20, 'latin1');
  const maximumLength = Buffer.alloc(4);
  maximumLength.writeUInt32BE(ourMaximumLength);
  const contextHead = Buffer.from([presentationContextID, 0, 0, 0]);
  const context = Buffer.concat([contextHead, uidItem(0x30, sopClassUID), uidItem(0x40, explicitVRLittleEndian)]);
  const user = Buffer.concat([item(0x51, maximumLength), uidItem(0x52, '2.25.314159265'), item(0x55, Buffer.from('BENCH', 'latin1'))]);
  return pdu(0x01, Buffer.concat([fixed, uidItem(0x10, applicationContext), item(0x20, context), item(0x50, user)]));
}

export const releaseRequest = pdu(0x05, Buffer.alloc(4));

/** Cuts the first whole PDU from what was received. */
export function firstPDU(received: Buffer): { answer: Buffer; length: number } | undefined {
  if (received.length < 6) return undefined;
  const length = 6 + received.readUInt32BE(2);
  return received.length < length ? undefined : { answer: received.subarray(0, length), length };
}

/**
 * Reads the length of PDUs that the acceptor takes.
 *
 * @throws Error when the association or its presentation context was not accepted.
 */
export function acceptedPDULength(answer: Buffer): number {
  if (answer.readUInt8(0) !== acceptPDU) throw new Error(`the association was not accepted (${answer.subarray(0, 10).toString('hex')})`);
  let maximumLength = 0;
  for (let at = 74; at + 4 <= answer.length; at += 4 + answer.readUInt16BE(at + 2)) {
    const type = answer.readUInt8(at);
    const result = answer[at + 6];
    if (type === 0x21 && result !== 0) throw new Error(`the presentation context was not accepted (result ${result})`);
    if (type === 0x50 && answer.readUInt8(at + 4) === 0x51) maximumLength = answer.readUInt32BE(at + 8);
  }
  return Math.min(maximumLength || unlimitedPDULength, longestPDULength);
}

function commandElement(element: number, value: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16LE(element, 2);
  header.writeUInt32LE(value.length, 4);
  return Buffer.concat([header, value]);
}

const unsignedShort = (value: number) => Buffer.from([value & 0xff, value >> 8]);
const uniqueIdentifier = (uid: string) => Buffer.from(uid.length % 2 === 0 ? uid : `${uid}\0`, 'latin1');

function storeRequestCommand(sopClassUID: string, sopInstanceUID: string, messageID: number): Buffer {
  const elements = Buffer.concat([
    commandElement(0x0002, uniqueIdentifier(sopClassUID)),
    commandElement(0x0100, unsignedShort(0x0001)),
    commandElement(0x0110, unsignedShort(messageID)),
    commandElement(0x0700, unsignedShort(0)),
    commandElement(0x0800, unsignedShort(0x0001)),
    commandElement(0x1000, uniqueIdentifier(sopInstanceUID)),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(elements.length);
  return Buffer.concat([commandElement(0x0000, length), elements]);
}

function dataTransferHead(length: number, control: number): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt8(dataPDU, 0);
  head.writeUInt32BE(length + 6, 2);
  head.writeUInt32BE(length + 2, 6);
  head.writeUInt8(presentationContextID, 10);
  head.writeUInt8(control, 11);
  return head;
}

/** Encodes a C-STORE request with its data set in PDUs of the acceptor's length; each piece holds one fragment with its header. */
export function* storeRequest(
  message: { sopClassUID: string; sopInstanceUID: string; messageID: number },
  dataSet: { byteCount: number; chunks: Iterable<Buffer> },
  maximumPDULength: number,
): Generator<Buffer> {
  const command = storeRequestCommand(message.sopClassUID, message.sopInstanceUID, message.messageID);
  yield Buffer.concat([dataTransferHead(command.length, isCommand | isLast), command]);
  const fragmentLength = (maximumPDULength - 6) & ~1;
  let left = dataSet.byteCount;
  let pending: Buffer[] = [];
  let pendingLength = 0;
  for (const chunk of dataSet.chunks) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + fragmentLength - pendingLength);
      at += piece.length;
      pending.push(piece);
      pendingLength += piece.length;
      if (pendingLength < Math.min(fragmentLength, left)) continue;
      left -= pendingLength;
      yield Buffer.concat([dataTransferHead(pendingLength, left === 0 ? isLast : 0), ...pending]);
      pending = [];
      pendingLength = 0;
    }
  }
}

/**
 * Reads the Status of a C-STORE response.
 *
 * @throws Error when it is none, or answers another message.
 */
export function storeStatus(answer: Buffer, messageID: number): number {
  if (answer.readUInt8(0) !== dataPDU || ((answer[11] ?? 0) & isCommand) === 0)
    throw new Error(`no C-STORE response (PDU type ${answer[0]})`);
  let status: number | undefined;
  let respondedTo: number | undefined;
  for (let at = 12; at + 8 <= answer.length; at += 8 + answer.readUInt32LE(at + 4)) {
    const element = answer.readUInt16LE(at + 2);
    if (element === 0x0900) status = answer.readUInt16LE(at + 8);
    if (element === 0x0120) respondedTo = answer.readUInt16LE(at + 8);
  }
  if (status === undefined || respondedTo !== messageID) throw new Error('the response is for another message');
  return status;
}
