import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { encodeAccept, negotiateContext } from '../../../../../gateway/receive/dimse/association-answer.js';
import { readAssociationRequest } from '../../../../../gateway/receive/dimse/association-request.js';
import { ProtocolFault } from '../../../../../gateway/receive/dimse/pdu.js';
import {
  type ContextProposal,
  CT_IMAGE_STORAGE,
  EXPLICIT_VR_LITTLE_ENDIAN,
  encodeAssociateRequestBody,
  encodeItem,
  IMPLICIT_VR_LITTLE_ENDIAN,
  VERIFICATION,
} from '../../../../support/dimse-peer/index.js';
import { randomFrom } from './random.js';

const ct = (id: number): ContextProposal => ({ id, abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] });

describe('A-ASSOCIATE-RQ', () => {
  it('is read with its AE titles, contexts and user information', () => {
    const request = readAssociationRequest(
      encodeAssociateRequestBody({
        contexts: [ct(1), { ...ct(5), transferSyntaxes: [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN] }],
        maximumLength: 28_672,
        roles: [{ sopClassUID: CT_IMAGE_STORAGE, scu: 1, scp: 0 }],
        extended: [{ sopClassUID: CT_IMAGE_STORAGE, information: Buffer.from([2, 0, 0, 0, 0, 0]) }],
        userIdentity: true,
        asynchronousOperations: [5, 5],
      }),
    );
    expect(request.callingAETitle.trim()).toBe('RIVERSIDE_PACS');
    expect(request.calledAETitle.trim()).toBe('REFERRAL_GW');
    expect(request.contexts.map(({ id, transferSyntaxes }) => [id, transferSyntaxes.length])).toEqual([
      [1, 1],
      [5, 2],
    ]);
    expect(request.maximumLength).toBe(28_672);
    expect(request.roles).toEqual([{ sopClassUID: CT_IMAGE_STORAGE, scu: true, scp: false }]);
    expect(request.extended).toEqual([CT_IMAGE_STORAGE]);
    expect(request.asynchronousOperationsProposed).toBe(true);
  });

  it('is read past items that the standard does not define', () => {
    const body = encodeAssociateRequestBody({ furtherItems: [encodeItem(0x99, Buffer.from('anything'))] });
    expect(readAssociationRequest(body).contexts).toHaveLength(1);
  });

  const odd = Array.from({ length: 128 }, (_, index) => 2 * index + 1);
  it('may propose 128 contexts', () => {
    expect(readAssociationRequest(encodeAssociateRequestBody({ contexts: odd.map(ct) })).contexts).toHaveLength(128);
  });

  const refused: [string, ContextProposal[]][] = [
    ['two contexts with one ID', [ct(3), ct(3)]],
    ['an even context ID', [ct(2)]],
    ['the context ID 0', [ct(0)]],
    ['more than 128 contexts', [...odd, 1].map(ct)],
    ['no context', []],
    ['a context without transfer syntax', [{ ...ct(1), transferSyntaxes: [] }]],
    ['an abstract syntax of 4,096 characters', [{ ...ct(1), abstractSyntax: '1.'.repeat(2_048) }]],
  ];
  it.each(refused)('is refused with %s (B03, B05)', (_what, contexts) => {
    expect(() => readAssociationRequest(encodeAssociateRequestBody({ contexts }))).toThrow(ProtocolFault);
  });

  it('is refused when cut off anywhere, and never gives anything but a protocol fault when mutated (B11)', () => {
    const body = encodeAssociateRequestBody({ contexts: [ct(1), ct(3)], roles: [{ sopClassUID: VERIFICATION, scu: 1, scp: 1 }] });
    for (let length = 0; length < 68; length++) expect(() => readAssociationRequest(body.subarray(0, length))).toThrow(ProtocolFault);
    const random = randomFrom(7);
    for (let round = 0; round < 3_000; round++) {
      const mutated = Buffer.from(body.subarray(0, 68 + random(body.length - 67)));
      for (let change = random(4); change >= 0; change--) mutated[random(mutated.length)] = random(256);
      try {
        readAssociationRequest(mutated);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(ProtocolFault);
      }
    }
  });
});

describe('presentation context negotiation', () => {
  const lossy = '1.2.840.10008.1.2.4.50';
  const lossless = '1.2.840.10008.1.2.4.70';
  const cases: [string, string, string[], number, string | null][] = [
    ['Verification', VERIFICATION, [EXPLICIT_VR_LITTLE_ENDIAN], 0, EXPLICIT_VR_LITTLE_ENDIAN],
    ['Verification in JPEG only', VERIFICATION, [lossy], 4, null],
    [
      'CT in lossy, implicit and explicit',
      CT_IMAGE_STORAGE,
      [lossy, IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN],
      0,
      EXPLICIT_VR_LITTLE_ENDIAN,
    ],
    ['CT in lossy and lossless', CT_IMAGE_STORAGE, [lossy, lossless], 0, lossless],
    ['CT in lossy alone', CT_IMAGE_STORAGE, [lossy], 0, lossy],
    [
      'a private SOP class in a private transfer syntax',
      '1.2.826.0.1.3680043.9.9',
      ['1.2.826.0.1.3680043.9.10'],
      0,
      '1.2.826.0.1.3680043.9.10',
    ],
    ['Study Root Query', '1.2.840.10008.5.1.4.1.2.2.1', [IMPLICIT_VR_LITTLE_ENDIAN], 3, null],
    ['an abstract syntax with markup in it', '<b>', [IMPLICIT_VR_LITTLE_ENDIAN], 3, null],
  ];
  it.each(cases)(
    'answers %s with result and transfer syntax of the standard (C3 28)',
    (_what, abstractSyntax, transferSyntaxes, result, chosen) => {
      const answer = negotiateContext({ id: 1, abstractSyntax, transferSyntaxes });
      expect(answer.result).toBe(result);
      if (chosen) expect(answer.transferSyntax).toBe(chosen);
    },
  );

  it('answers role selection as SCP, extended negotiation with level 2, and one operation at a time', () => {
    const proposal = { id: 1, abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] };
    const request = readAssociationRequest(
      encodeAssociateRequestBody({
        contexts: [proposal],
        roles: [{ sopClassUID: CT_IMAGE_STORAGE, scu: 1, scp: 1 }],
        extended: [{ sopClassUID: CT_IMAGE_STORAGE, information: Buffer.from([2, 0, 0, 0, 0, 0]) }],
        asynchronousOperations: [0, 0],
      }),
    );
    const pdu = encodeAccept(request, [negotiateContext(proposal)], 131_072);
    const withUID = (type: number, rest: number[]): Buffer => {
      const uid = Buffer.from(CT_IMAGE_STORAGE);
      return encodeItem(type, Buffer.concat([Buffer.from([0, uid.length]), uid, Buffer.from(rest)]));
    };
    expect(pdu.includes(withUID(0x54, [1, 0]))).toBe(true);
    expect(pdu.includes(withUID(0x56, [2, 0, 3, 0, 0, 0]))).toBe(true);
    expect(pdu.includes(encodeItem(0x53, Buffer.from([0, 1, 0, 1])))).toBe(true);
    expect(pdu.includes(encodeItem(0x51, Buffer.from([0, 2, 0, 0])))).toBe(true);
    expect(pdu.readUInt32BE(2)).toBe(pdu.length - 6);
  });
});
