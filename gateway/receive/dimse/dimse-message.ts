// Reads DIMSE command sets and writes responses: implicit VR little endian, group 0000 only, by hand since this runs once per instance.
// @see PS3.7 6.3, 9.3, E
import { Buffer } from 'node:buffer';
import { trimUID } from '#core/dicom/uid.js';
import { abortReason, abortSource, PDU_HEADER_BYTES, PDV_HEADER_BYTES, ProtocolFault, pduType } from './pdu.js';

/** Longest command set, over all its fragments. */
export const LONGEST_COMMAND = 65_536;
export const NO_DATA_SET = 0x0101;

export const commandField = { cStoreRequest: 0x0001, cEchoRequest: 0x0030, cCancelRequest: 0x0fff, response: 0x8000 } as const;

/** Statuses of the DIMSE services themselves. @see PS3.7 C.5 */
export const dimseStatus = { success: 0x0000, unrecognizedOperation: 0x0211, mistypedArgument: 0x0212 } as const;

const element = {
  affectedSOPClassUID: 0x0002,
  commandField: 0x0100,
  messageID: 0x0110,
  messageIDBeingRespondedTo: 0x0120,
  commandDataSetType: 0x0800,
  status: 0x0900,
  offendingElement: 0x0901,
  errorComment: 0x0902,
  affectedSOPInstanceUID: 0x1000,
} as const;

export interface DimseCommand {
  readonly commandField: number;
  readonly messageID: number;
  readonly hasDataSet: boolean;
  /** As sent, without padding; '' when absent. Not checked. */
  readonly affectedSOPClassUID: string;
  readonly affectedSOPInstanceUID: string;
  /** An element has a form that its VR does not have, or stands there twice. */
  readonly isMistyped: boolean;
}

class Elements {
  isMistyped = false;
  private readonly values = new Map<number, Buffer>();

  constructor(bytes: Buffer) {
    let at = 0;
    while (at < bytes.length) {
      if (bytes.length - at < 8) throw broken('command element cut off');
      const length = bytes.readUInt32LE(at + 4);
      if (bytes.readUInt16LE(at) !== 0) throw broken('command element of another group');
      if (length > bytes.length - at - 8) throw broken('command element longer than the command');
      const number = bytes.readUInt16LE(at + 2);
      if (this.values.has(number)) this.isMistyped = true;
      this.values.set(number, bytes.subarray(at + 8, at + 8 + length));
      at += 8 + length;
    }
  }

  required(number: number): number {
    const value = this.values.get(number);
    if (value?.length !== 2) throw broken('command lacks an element without which it has no answer');
    return value.readUInt16LE(0);
  }

  uid(number: number): string {
    return trimUID(this.values.get(number)?.toString('latin1') ?? '');
  }
}

// A command without these can't be answered at all: what is left is an A-ABORT by the service user.
function broken(what: string): ProtocolFault {
  return new ProtocolFault(what, abortReason.notSpecified, abortSource.serviceUser);
}

/**
 * Decodes a command set.
 *
 * @throws ProtocolFault when it can't be taken apart or lacks what an answer needs (Command Field, Message ID, Command Data Set Type);
 *   the association is aborted with it.
 * @see PS3.7 6.3.1, E.1
 */
export function decodeCommand(bytes: Buffer): DimseCommand {
  const elements = new Elements(bytes);
  const field = elements.required(element.commandField);
  return {
    commandField: field,
    // A C-CANCEL names the message it is about and has no ID of its own. @see PS3.7 9.3.2.3
    messageID: field === commandField.cCancelRequest ? 0 : elements.required(element.messageID),
    hasDataSet: elements.required(element.commandDataSetType) !== NO_DATA_SET,
    affectedSOPClassUID: elements.uid(element.affectedSOPClassUID),
    affectedSOPInstanceUID: elements.uid(element.affectedSOPInstanceUID),
    isMistyped: elements.isMistyped,
  };
}

export interface DimseResponse {
  readonly status: number;
  /** At most 64 ASCII characters. */
  readonly errorComment?: string | undefined;
  /** Attribute tag as group << 16 | element. */
  readonly offendingElement?: number | undefined;
}

// A UID longer than a UID can be is not repeated: the sender would not know it again in a field that holds 64 characters.
const repeatable = (uid: string): string => (uid.length <= 64 ? uid : '');

class CommandWriter {
  readonly bytes: Buffer;
  private at: number;

  constructor(start: number, commandBytes: number) {
    this.bytes = Buffer.allocUnsafe(start + commandBytes);
    this.at = start;
  }

  header(number: number, length: number): void {
    this.bytes.writeUInt32LE(number << 16, this.at);
    this.bytes.writeUInt32LE(length, this.at + 4);
    this.at += 8;
  }

  long(number: number, value: number): void {
    this.header(number, 4);
    this.at = this.bytes.writeUInt32LE(value, this.at);
  }

  short(number: number, value: number): void {
    this.header(number, 2);
    this.at = this.bytes.writeUInt16LE(value, this.at);
  }

  text(number: number, value: string, padding: number): void {
    if (value === '') return;
    const padded = value.length + (value.length % 2);
    this.header(number, padded);
    this.bytes.write(value, this.at, 'latin1');
    if (padded > value.length) this.bytes[this.at + value.length] = padding;
    this.at += padded;
  }
}

const textBytes = (value: string): number => (value === '' ? 0 : 8 + value.length + (value.length % 2));
const LONG_BYTES = 12;
const SHORT_BYTES = 10;
const FIXED_RESPONSE_BYTES = LONG_BYTES + 4 * SHORT_BYTES;
const NUL = 0x00;
const SPACE = 0x20;

function encodeCommand(start: number, command: DimseCommand, response: DimseResponse): Buffer {
  const sopClassUID = repeatable(command.affectedSOPClassUID);
  const sopInstanceUID = repeatable(command.affectedSOPInstanceUID);
  const comment = response.errorComment ?? '';
  const offending = response.offendingElement;
  const length =
    FIXED_RESPONSE_BYTES +
    textBytes(sopClassUID) +
    textBytes(sopInstanceUID) +
    textBytes(comment) +
    (offending === undefined ? 0 : LONG_BYTES);
  const writer = new CommandWriter(start, length);
  writer.long(0x0000, length - LONG_BYTES);
  writer.text(element.affectedSOPClassUID, sopClassUID, NUL);
  writer.short(element.commandField, (command.commandField | commandField.response) & 0xffff);
  writer.short(element.messageIDBeingRespondedTo, command.messageID);
  writer.short(element.commandDataSetType, NO_DATA_SET);
  writer.short(element.status, response.status);
  // An AT is two shorts, group first; in little endian that is not the order of one long.
  if (offending !== undefined) writer.long(element.offendingElement, (((offending & 0xffff) << 16) | (offending >>> 16)) >>> 0);
  writer.text(element.errorComment, comment, SPACE);
  writer.text(element.affectedSOPInstanceUID, sopInstanceUID, NUL);
  return writer.bytes;
}

function writeHeaders(pdu: Buffer, at: number, part: { contextID: number; bytes: number; isLast: boolean }): void {
  pdu.writeUInt16BE(pduType.data << 8, at);
  pdu.writeUInt32BE(part.bytes + PDV_HEADER_BYTES, at + 2);
  pdu.writeUInt32BE(part.bytes + 2, at + PDU_HEADER_BYTES);
  pdu.writeUInt8(part.contextID, at + PDU_HEADER_BYTES + 4);
  pdu.writeUInt8(part.isLast ? 3 : 1, at + PDU_HEADER_BYTES + 5);
}

const HEADERS = PDU_HEADER_BYTES + PDV_HEADER_BYTES;

/** Whether a maximum length of the peer leaves room for at least some bytes of an answer; 0 is no limit. @see PS3.8 D.1.1 */
export function isUsableMaximumLength(maximumLength: number): boolean {
  return maximumLength === 0 || maximumLength >= 16;
}

/**
 * Encodes the response to `command` as one buffer that holds as many P-DATA-TF PDUs as the peer's maximum length asks for (one, but for
 * very small ones).
 *
 * @see PS3.7 9.3.1.2 (C-STORE-RSP), 9.3.5.2 (C-ECHO-RSP), PS3.8 9.3.5
 */
export function encodeResponse(
  command: DimseCommand,
  response: DimseResponse,
  to: { contextID: number; peerMaximumLength: number },
): Buffer {
  const whole = encodeCommand(HEADERS, command, response);
  const length = whole.length - HEADERS;
  const room = to.peerMaximumLength === 0 ? length : to.peerMaximumLength - PDV_HEADER_BYTES;
  if (length <= room) {
    writeHeaders(whole, 0, { contextID: to.contextID, bytes: length, isLast: true });
    return whole;
  }
  const pdus: Buffer[] = [];
  for (let at = 0; at < length; at += room) {
    const bytes = Math.min(room, length - at);
    const pdu = Buffer.allocUnsafe(HEADERS + bytes);
    writeHeaders(pdu, 0, { contextID: to.contextID, bytes, isLast: at + bytes === length });
    whole.copy(pdu, HEADERS, HEADERS + at, HEADERS + at + bytes);
    pdus.push(pdu);
  }
  return Buffer.concat(pdus);
}
