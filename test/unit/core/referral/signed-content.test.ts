import { describe, expect, it } from '@jest/globals';
import { canonicalJSON, digestOfContent, readSignedContent, type SignedContent } from '#core/referral/signed-content.js';

const content: SignedContent = {
  form: 2,
  orderID: '1',
  orderNumber: 'RO-1',
  organization: { id: '7', name: 'Riverside Clinic', address: '12 River Road', phone: '555-0120', fax: '' },
  patient: {
    id: '2',
    familyName: 'Sample',
    givenName: 'Sofia',
    middleName: '',
    otherNames: [],
    birthDate: '1968-04-12',
    sex: 'F',
    patientIDs: [{ patientID: 'RC-1', issuerOfPatientID: null }],
  },
  provider: { id: '4', name: 'Rivers, Riley, MD', npi: null, phone: '' },
  orderType: { id: '3', name: 'Referral to Neurology', department: 'Neurology' },
  reasonForReferral: 'Größe “unclear”\n',
  diagnoses: [{ code: 'I10', codeYear: 2026, title: 'Essential (primary) hypertension' }],
  location: { id: '5', name: 'North Campus', address: '', region: 'North', phone: '555-0101' },
  willUploadImages: true,
  willUploadRecords: false,
  insurance: { payer: 'A Plan', memberID: '1', group: '' },
  comment: '',
  priority: 'routine',
  files: [],
};
const file = { id: '6', fileName: 'a.pdf', description: '', mediaType: 'application/pdf', byteCount: 1, sha256: 'ab', pageCount: 1 };

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
    const changes: Partial<SignedContent>[] = [
      {},
      { comment: ' ' },
      { willUploadRecords: true },
      { diagnoses: [] },
      { files: [file] },
      { files: [{ ...file, fileName: 'b.pdf' }] },
      { files: [{ ...file, description: 'b' }] },
      { insurance: null },
      { patient: { ...content.patient, birthDate: '1968-04-21' } },
      { patient: { ...content.patient, patientIDs: [] } },
      { location: { ...content.location, phone: '' } },
      { provider: { ...content.provider, name: 'Rivers, R., MD' } },
    ];
    const digests = new Set(changes.map((change) => digestOfContent({ ...content, ...change })));
    expect(digests.size).toBe(changes.length);
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('what an order keeps of its signing', () => {
  it('is read as it was signed', () => {
    expect(readSignedContent(JSON.parse(JSON.stringify(content)))).toEqual(content);
  });

  it('is nothing for a draft and for what was signed before patient and files were kept', () => {
    expect(readSignedContent(null)).toBeNull();
    expect(readSignedContent({ orderID: '1', patientID: '2', attachments: [] })).toBeNull();
  });
});
