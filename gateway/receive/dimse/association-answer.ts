// Decides on the presentation contexts of an A-ASSOCIATE-RQ and writes the A-ASSOCIATE-AC: every context is answered exactly once.
// @see PS3.8 9.3.3, PS3.7 D.3.3, PS3.4 B.3.1 (extended negotiation of Storage)
import { Buffer } from 'node:buffer';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '#core/dicom/implementation.js';
import { isStorageAbstractSyntax } from '#core/dicom/sop-class.js';
import {
  chooseTransferSyntax,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
} from '#core/dicom/transfer-syntax.js';
import { isUsableUID } from '#core/dicom/uid.js';
import { type AssociationRequest, itemType, type ProposedContext } from './association-request.js';
import { PDU_HEADER_BYTES, pduType } from './pdu.js';

export const APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';
export const VERIFICATION_SOP_CLASS = '1.2.840.10008.1.1';

/** @see PS3.8 9.3.3.2 */
export const contextResult = { accepted: 0, abstractSyntaxNotSupported: 3, transferSyntaxesNotSupported: 4 } as const;

export interface PresentationContext {
  readonly id: number;
  readonly abstractSyntax: string;
  /** The accepted one; of no meaning where the context was refused. */
  readonly transferSyntax: string;
  readonly result: (typeof contextResult)[keyof typeof contextResult];
}

const verificationSyntaxes: readonly string[] = [IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN];

/**
 * Decides on one proposed presentation context: Verification, and every storage SOP class in whatever transfer syntax keeps the sender from
 * compressing lossily.
 *
 * @see PS3.8 9.3.3.2
 */
export function negotiateContext(proposed: ProposedContext): PresentationContext {
  const { id, abstractSyntax } = proposed;
  const isVerification = abstractSyntax === VERIFICATION_SOP_CLASS;
  const refused = { id, abstractSyntax, transferSyntax: IMPLICIT_VR_LITTLE_ENDIAN };
  if (!isUsableUID(abstractSyntax) || !(isVerification || isStorageAbstractSyntax(abstractSyntax))) {
    return { ...refused, result: contextResult.abstractSyntaxNotSupported };
  }
  const acceptable = proposed.transferSyntaxes.filter((uid) => isUsableUID(uid) && (!isVerification || verificationSyntaxes.includes(uid)));
  if (acceptable.length === 0) return { ...refused, result: contextResult.transferSyntaxesNotSupported };
  return { id, abstractSyntax, transferSyntax: chooseTransferSyntax(acceptable), result: contextResult.accepted };
}

function item(type: number, ...values: Buffer[]): Buffer {
  const length = values.reduce((sum, value) => sum + value.length, 0);
  const header = Buffer.from([type, 0, length >> 8, length & 0xff]);
  return Buffer.concat([header, ...values]);
}

function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

function prefixedUID(uid: string): Buffer {
  return Buffer.concat([Buffer.from([uid.length >> 8, uid.length & 0xff]), text(uid)]);
}

function contextItem(context: PresentationContext): Buffer {
  return item(
    itemType.acceptedContext,
    Buffer.from([context.id, 0, context.result, 0]),
    item(itemType.transferSyntax, text(context.transferSyntax)),
  );
}

// Level 2 (full), digital signatures kept bit by bit (level 3), no coercion of what is stored. @see PS3.4 B.3.1
const STORAGE_LEVEL = Buffer.from([2, 0, 3, 0, 0, 0]);

function userInformation(request: AssociationRequest, contexts: readonly PresentationContext[], maximumPDULength: number): Buffer {
  const accepted = new Set(contexts.filter(({ result }) => result === contextResult.accepted).map(({ abstractSyntax }) => abstractSyntax));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(maximumPDULength);
  const items = [item(itemType.maximumLength, length), item(itemType.implementationClassUID, text(IMPLEMENTATION_CLASS_UID))];
  // One operation at a time, said where the requestor asked for more. @see PS3.7 D.3.3.3
  if (request.asynchronousOperationsProposed) items.push(item(itemType.asynchronousOperations, Buffer.from([0, 1, 0, 1])));
  const answered = new Set<string>();
  for (const role of request.roles) {
    if (!accepted.has(role.sopClassUID) || answered.has(role.sopClassUID)) continue;
    answered.add(role.sopClassUID);
    // We are the SCP of everything here: the requestor may be SCU and never SCP. @see PS3.7 D.3.3.4
    items.push(item(itemType.roleSelection, prefixedUID(role.sopClassUID), Buffer.from([role.scu ? 1 : 0, 0])));
  }
  items.push(item(itemType.implementationVersionName, text(IMPLEMENTATION_VERSION_NAME)));
  const extended = new Set(request.extended);
  for (const uid of extended) {
    if (uid !== VERIFICATION_SOP_CLASS && accepted.has(uid))
      items.push(item(itemType.extendedNegotiation, prefixedUID(uid), STORAGE_LEVEL));
  }
  return item(itemType.userInformation, ...items);
}

/** Encodes an A-ASSOCIATE-AC with the results of `contexts` in the order proposed. @see PS3.8 9.3.3 */
export function encodeAccept(request: AssociationRequest, contexts: readonly PresentationContext[], maximumPDULength: number): Buffer {
  const header = Buffer.alloc(PDU_HEADER_BYTES + 4);
  const pdu = Buffer.concat([
    header,
    request.repeated,
    item(itemType.applicationContext, text(APPLICATION_CONTEXT)),
    ...contexts.map(contextItem),
    userInformation(request, contexts, maximumPDULength),
  ]);
  pdu.writeUInt8(pduType.associateAccept, 0);
  pdu.writeUInt32BE(pdu.length - PDU_HEADER_BYTES, 2);
  pdu.writeUInt16BE(1, PDU_HEADER_BYTES);
  return pdu;
}
