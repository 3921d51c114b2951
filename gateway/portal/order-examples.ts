import type { OrderDetail, OrderListItem } from '#core/contract/orders.js';

const id = (number: number) => `6f0f2c9e-4a0e-4d49-9f6f-${String(number).padStart(12, '0')}`;

/** Fictional ids and contents for the interface description. */
export const exampleIDs = {
  order: id(1),
  patient: id(2),
  encounter: id(3),
  provider: id(4),
  orderType: id(5),
  location: id(6),
  organization: id(7),
} as const;

export const orderListItemExample: OrderListItem = {
  id: exampleIDs.order,
  orderNumber: 'RO-2026-000123',
  organization: { id: exampleIDs.organization, name: 'Riverside Clinic' },
  state: 'draft',
  patient: { familyName: 'Sample', givenName: 'Sofia', birthDate: '1968-04-12', sex: 'F' },
  imagesBy: 'none',
  imagesState: 'not-expected',
  orderType: 'Neurology, headache clinic',
  priority: 'routine',
  reasonForReferral: 'Headache with aura; second opinion on an earlier CT',
  studyCount: 0,
  ledger: { announced: null, received: 0, validated: 0, quarantined: 0, attached: 0, confirmed: 0, refused: 0, byteCount: 0 },
  createdAt: '2026-11-22T09:00:00.000Z',
  signedAt: null,
};

export const orderDetailExample: OrderDetail = {
  ...orderListItemExample,
  version: 3,
  patientID: exampleIDs.patient,
  encounterID: exampleIDs.encounter,
  orderTypeID: exampleIDs.orderType,
  department: 'Neurology',
  authorizingProviderID: exampleIDs.provider,
  authorizingProvider: 'Rivers, Riley, MD',
  diagnoses: [{ code: 'G43.109', codeYear: 2026, title: 'Migraine with aura, not intractable, without status migrainosus' }],
  location: { id: exampleIDs.location, name: 'Central Campus', region: 'Central', phone: '+1 555 0120' },
  willUploadImages: true,
  willUploadRecords: null,
  insurance: { payer: 'Example Health Plan', memberID: 'EX-1', group: '' },
  comment: 'Afternoons suit best',
  placerOrderNumber: null,
  attachmentCount: 0,
  missing: ['willUploadRecords'],
  acceptedAt: null,
  maySign: true,
  signedBy: null,
  signature: null,
  cancelledReason: null,
  additions: [],
  history: [{ event: 'created', at: '2026-11-22T09:00:00.000Z', by: 'Dr. Riley Rivers', reason: null }],
  senderPatientID: null,
  senderAccessionNumber: null,
  imagesDescription: null,
  calledAETitle: 'K7M2XQ4T',
  calledAETitleExpiresAt: '2026-12-22T09:00:00.000Z',
  pacsToPacsEnabled: true,
  studies: [],
  receptions: [],
  refusals: [],
};
