import { describe, expect, it } from '@jest/globals';
import { canonicalJSON, digestOfContent, type SignedContent } from '#core/referral/order-signature.js';

const content: SignedContent = {
  orderID: '1',
  orderNumber: 'RO-1',
  patientID: '2',
  orderTypeID: '3',
  orderType: 'Referral to Neurology',
  authorizingProviderID: '4',
  authorizingProvider: 'Rivers, Riley, MD',
  reasonForReferral: 'Größe “unclear”\n',
  diagnoses: [{ code: 'I10', codeYear: 2026, title: 'Essential (primary) hypertension' }],
  locationID: '5',
  willUploadImages: true,
  willUploadRecords: false,
  insurance: { payer: 'A Plan', memberID: '1', group: '' },
  comment: '',
  priority: 'routine',
  attachments: [],
};

describe('canonical JSON (RFC 8785)', () => {
  it('has its members in one order, at every depth, and no white space', () => {
    expect(canonicalJSON({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
    expect(canonicalJSON({ a: undefined, b: 0 })).toBe('{"b":0}');
  });
});

describe('the digest of a signed content', () => {
  it('does not depend on the order in which a database gives the members', () => {
    const turned = Object.fromEntries(Object.entries(content).reverse()) as unknown as SignedContent;
    const insurance = { group: '', payer: 'A Plan', memberID: '1' };
    expect(digestOfContent({ ...turned, insurance })).toBe(digestOfContent(content));
  });

  it('is another one for any change', () => {
    const digests = new Set([
      digestOfContent(content),
      digestOfContent({ ...content, comment: ' ' }),
      digestOfContent({ ...content, willUploadRecords: true }),
      digestOfContent({ ...content, diagnoses: [] }),
      digestOfContent({ ...content, attachments: [{ id: '6', sha256: 'ab' }] }),
      digestOfContent({ ...content, insurance: null }),
    ]);
    expect(digests.size).toBe(6);
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });
});
