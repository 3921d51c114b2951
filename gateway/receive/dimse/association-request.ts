// Reads an A-ASSOCIATE-RQ within fixed bounds. What the standard does not define is skipped, what contradicts itself is a fault.
// @see PS3.8 9.3.2, D.1 and PS3.7 D.3.3 (user information)
import type { Buffer } from 'node:buffer';
import { trimUID } from '#core/dicom/uid.js';
import { abortReason, ProtocolFault } from './pdu.js';

const FIXED_BYTES = 68;
const ITEM_HEADER_BYTES = 4;
const MOST_CONTEXTS = 128;

export const itemType = {
  applicationContext: 0x10,
  proposedContext: 0x20,
  acceptedContext: 0x21,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  userInformation: 0x50,
  maximumLength: 0x51,
  implementationClassUID: 0x52,
  asynchronousOperations: 0x53,
  roleSelection: 0x54,
  implementationVersionName: 0x55,
  extendedNegotiation: 0x56,
} as const;

export interface ProposedContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

export interface RoleSelection {
  readonly sopClassUID: string;
  readonly scu: boolean;
  readonly scp: boolean;
}

export interface AssociationRequest {
  /** Bit 0 is version 1, the only one there is. */
  readonly protocolVersion: number;
  /** As sent, with its spaces; to be judged by parseAETitle. */
  readonly calledAETitle: string;
  readonly callingAETitle: string;
  /** Bytes that the answer repeats unread: both AE titles and what is reserved behind them. @see PS3.8 9.3.3 */
  readonly repeated: Buffer;
  readonly applicationContext: string;
  readonly contexts: readonly ProposedContext[];
  /** 0: no limit. */
  readonly maximumLength: number;
  readonly implementationClassUID: string;
  readonly implementationVersionName: string;
  readonly asynchronousOperationsProposed: boolean;
  readonly roles: readonly RoleSelection[];
  /** SOP classes with an extended negotiation sub-item. */
  readonly extended: readonly string[];
}

type Draft = { -readonly [Key in keyof AssociationRequest]: AssociationRequest[Key] } & {
  contexts: ProposedContext[];
  roles: RoleSelection[];
  extended: string[];
};

interface Item {
  type: number;
  value: Buffer;
}

function malformed(what: string): ProtocolFault {
  return new ProtocolFault(what, abortReason.invalidParameterValue);
}

function* itemsOf(bytes: Buffer): Generator<Item> {
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < ITEM_HEADER_BYTES) throw malformed('item header cut off');
    const length = bytes.readUInt16BE(at + 2);
    const start = at + ITEM_HEADER_BYTES;
    if (start + length > bytes.length) throw malformed('item longer than what holds it');
    yield { type: bytes.readUInt8(at), value: bytes.subarray(start, start + length) };
    at = start + length;
  }
}

function uidOf(value: Buffer): string {
  const uid = trimUID(value.toString('latin1'));
  if (uid.length === 0 || uid.length > 64) throw malformed('UID of an impossible length');
  return uid;
}

function readContext(value: Buffer): ProposedContext {
  if (value.length < 4) throw malformed('presentation context cut off');
  const abstractSyntaxes: string[] = [];
  const transferSyntaxes: string[] = [];
  for (const item of itemsOf(value.subarray(4))) {
    if (item.type === itemType.abstractSyntax) abstractSyntaxes.push(uidOf(item.value));
    else if (item.type === itemType.transferSyntax) transferSyntaxes.push(uidOf(item.value));
  }
  const [abstractSyntax] = abstractSyntaxes;
  if (abstractSyntax === undefined || abstractSyntaxes.length > 1) throw malformed('presentation context without one abstract syntax');
  if (transferSyntaxes.length === 0) throw malformed('presentation context without transfer syntax');
  return { id: value.readUInt8(0), abstractSyntax, transferSyntaxes };
}

/** A UID with a two-byte length in front, as role selection and extended negotiation have it; the rest follows it. */
function prefixedUID(value: Buffer): { uid: string; rest: Buffer } {
  if (value.length < 2) throw malformed('user information item cut off');
  const length = value.readUInt16BE(0);
  if (2 + length > value.length) throw malformed('UID longer than its item');
  return { uid: uidOf(value.subarray(2, 2 + length)), rest: value.subarray(2 + length) };
}

function readRole(value: Buffer): RoleSelection {
  const { uid, rest } = prefixedUID(value);
  if (rest.length < 2) throw malformed('role selection cut off');
  return { sopClassUID: uid, scu: rest.readUInt8(0) === 1, scp: rest.readUInt8(1) === 1 };
}

function readUserItem(item: Item, draft: Draft): void {
  if (item.type === itemType.maximumLength) {
    if (item.value.length !== 4) throw malformed('maximum length sub-item of another length');
    draft.maximumLength = item.value.readUInt32BE(0);
  } else if (item.type === itemType.implementationClassUID) {
    draft.implementationClassUID = trimUID(item.value.toString('latin1')).slice(0, 64);
  } else if (item.type === itemType.implementationVersionName) {
    draft.implementationVersionName = item.value.toString('latin1').trim().slice(0, 16);
  } else if (item.type === itemType.asynchronousOperations) {
    draft.asynchronousOperationsProposed = true;
  } else if (item.type === itemType.roleSelection) {
    draft.roles.push(readRole(item.value));
  } else if (item.type === itemType.extendedNegotiation) {
    draft.extended.push(prefixedUID(item.value).uid);
  }
}

function checkContextIDs(contexts: readonly ProposedContext[]): void {
  if (contexts.length === 0) throw malformed('no presentation context proposed');
  if (contexts.length > MOST_CONTEXTS) throw malformed('more than 128 presentation contexts proposed');
  const ids = new Set<number>();
  for (const { id } of contexts) {
    if (id % 2 === 0) throw malformed('presentation context ID is even');
    if (ids.has(id)) throw malformed('presentation context ID proposed twice');
    ids.add(id);
  }
}

function draftOf(body: Buffer): Draft {
  return {
    protocolVersion: body.readUInt16BE(0),
    calledAETitle: body.toString('latin1', 4, 20),
    callingAETitle: body.toString('latin1', 20, 36),
    repeated: body.subarray(4, FIXED_BYTES),
    applicationContext: '',
    contexts: [],
    maximumLength: 0,
    implementationClassUID: '',
    implementationVersionName: '',
    asynchronousOperationsProposed: false,
    roles: [],
    extended: [],
  };
}

/**
 * Reads the body of an A-ASSOCIATE-RQ. Of a protocol version other than 1 only the fixed part is read, since the rest is not defined here.
 *
 * @throws ProtocolFault `invalidParameterValue` for lengths that contradict each other, context IDs that are even or used twice, none or
 *   more than 128 presentation contexts; the association is aborted with it.
 * @see PS3.8 9.3.2
 */
export function readAssociationRequest(body: Buffer): AssociationRequest {
  if (body.length < FIXED_BYTES) throw malformed('A-ASSOCIATE-RQ cut off');
  const draft = draftOf(body);
  if ((draft.protocolVersion & 1) === 0) return draft;
  for (const item of itemsOf(body.subarray(FIXED_BYTES))) {
    if (item.type === itemType.applicationContext) draft.applicationContext = uidOf(item.value);
    else if (item.type === itemType.proposedContext) {
      // Judged again at the end; here so that a request full of contexts is not read to its end.
      if (draft.contexts.length === MOST_CONTEXTS) throw malformed('more than 128 presentation contexts proposed');
      draft.contexts.push(readContext(item.value));
    } else if (item.type === itemType.userInformation) {
      for (const userItem of itemsOf(item.value)) readUserItem(userItem, draft);
    }
  }
  checkContextIDs(draft.contexts);
  return draft;
}
