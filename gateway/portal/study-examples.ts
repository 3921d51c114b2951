import { exampleIDs } from './order-examples.js';

const id = (number: number) => `6f0f2c9e-4a0e-4d49-9f70-${String(number).padStart(12, '0')}`;

export const studyExampleIDs = {
  study: id(1),
  series: id(2),
  question: id(3),
  reception: id(4),
  upload: id(5),
  peer: id(6),
  account: id(7),
};

const studyInstanceUID = '2.25.100000000000000000000000000000000001';
const seriesInstanceUID = '2.25.100000000000000000000000000000000002';
const sopInstanceUID = '2.25.100000000000000000000000000000000003';
const organization = { id: exampleIDs.organization, name: 'Riverside Clinic' };
const order = { id: exampleIDs.order, orderNumber: 'RO-1000042' };
const patient = { patientID: 'RC-100234', issuerOfPatientID: 'RIVERSIDE', name: 'Sample, Sofia', birthDate: '1968-04-12', sex: 'F' };
const ledger = {
  announced: 3,
  received: 3,
  validated: 3,
  quarantined: 0,
  attached: 3,
  confirmed: 0,
  refused: 0,
  leftOut: 0,
  byteCount: 1_572_864,
};
const instanceSet = '3-8f14e45fceea167a-c9f0f895fb98ab91-45c48cce2e2d7fbd';

const evidence = {
  verdict: 'agrees',
  comparisons: [
    { attribute: 'patientID', images: 'RC-100234', order: 'RC-100234', verdict: 'agrees', explanation: 'The Patient ID is the same.' },
  ],
};
const candidate = {
  orderID: order.id,
  orderNumber: order.orderNumber,
  patient,
  signedAt: '2026-11-20T15:12:00.000Z',
  otherNames: ['Muster, Sofia'],
  reasonForReferral: 'Headache with aura; second opinion on an earlier CT',
  evidence,
};
const listItem = {
  id: studyExampleIDs.study,
  studyInstanceUID,
  organization,
  patient,
  studyDate: '2026-03-02',
  studyDescription: 'CT head',
  accessionNumber: null,
  modalities: ['CT'],
  stage: 'linked',
  identity: 'agrees',
  openQuestions: [],
  order,
  seriesCount: 1,
  ledger,
  missing: 0,
  isArriving: false,
  firstReceivedAt: '2026-11-20T15:20:00.000Z',
  lastReceivedAt: '2026-11-20T15:20:04.000Z',
  resentAt: null,
};
const series = {
  id: studyExampleIDs.series,
  seriesInstanceUID,
  modality: 'CT',
  seriesNumber: 1,
  description: 'Axial',
  bodyPart: 'HEAD',
  laterality: null,
  instanceCount: 3,
  thumbnail: 'ready',
};
const reception = {
  tls: true,
  startedAt: '2026-11-20T15:20:00.000Z',
  endedAt: '2026-11-20T15:20:05.000Z',
  callingAETitle: 'RIVERSIDE',
  calledAETitle: 'GATEWAY',
  remoteAddress: '192.0.2.10',
};

const detail = {
  ...listItem,
  series: [series],
  findings: [],
  questions: [],
  identityEvidence: evidence,
  attachedOrder: {
    ...order,
    organization: organization.name,
    patient,
    corrections: [],
    reasonForReferral: candidate.reasonForReferral,
    authorizingProvider: 'Rivers, Riley, MD',
    signedAt: candidate.signedAt,
    how: 'matched',
    attachedAt: '2026-11-20T15:20:06.000Z',
    attachedBy: null,
    reason: null,
  },
  provenance: [
    {
      ...reception,
      receptionID: studyExampleIDs.reception,
      door: 'dimse',
      organization: organization.name,
      account: null,
      outcome: 'released',
      instanceCount: 3,
    },
  ],
  instanceSet,
  mayConfirm: true,
  whyNot: null,
  decisions: [],
};

/** Examples for the interface description: one study of the fictional patient Sofia Sample. */
export const studyExamples = {
  list: {
    answer: {
      studies: [listItem],
      total: 1,
      counts: { questions: 0, incomplete: 0, ready: 1, checking: 0, confirmed: 12, rejected: 1, all: 14 },
    },
  },
  detail: { answer: detail },
  receipt: {
    answer: {
      body: '{"receiptNumber":"R-2026-7KQ4M2XA"}',
      signature: 'kq3Jt1J0u5hZ',
      keyID: '2026-01',
      publicKey: '-----BEGIN PUBLIC KEY-----',
    },
  },
  candidates: { answer: { candidates: [candidate] } },
  peers: {
    answer: {
      peers: [
        {
          id: studyExampleIDs.peer,
          name: 'Riverside PACS',
          organization,
          aeTitle: 'RIVERSIDE',
          addresses: ['192.0.2.0/28'],
          enabled: true,
        },
      ],
    },
  },
  receptions: {
    answer: {
      receptions: [
        {
          ...reception,
          id: studyExampleIDs.reception,
          organization: organization.name,
          door: 'dimse',
          outcome: 'released',
          storedCount: 3,
          refusedCount: 0,
          rejectedStudies: [],
        },
      ],
      total: 1,
    },
  },
  refusals: {
    answer: {
      refusals: [
        {
          id: 1,
          receptionID: studyExampleIDs.reception,
          at: '2026-11-20T15:20:03.000Z',
          door: 'dimse',
          callingAETitle: 'RIVERSIDE',
          calledAETitle: 'GATEWAY',
          remoteAddress: '192.0.2.10',
          sopClassUID: '1.2.840.10008.5.1.4.1.1.2',
          sopInstanceUID,
          studyInstanceUID,
          code: 'truncated',
          status: 49152,
          explanation: 'The file ends before its content does.',
        },
      ],
      total: 1,
    },
  },
  announce: {
    request: {
      description: 'CT of March, from the CD',
      studies: [{ studyInstanceUID, series: [{ seriesInstanceUID, sopInstanceUIDs: [sopInstanceUID] }] }],
    },
    answer: { id: studyExampleIDs.upload, receiptNumber: 'U-2026-7KQ4M2XA', alreadyStored: [] },
  },
  upload: {
    answer: {
      id: studyExampleIDs.upload,
      orderID: order.id,
      receiptNumber: 'U-2026-7KQ4M2XA',
      announced: 3,
      stored: 2,
      missing: [sopInstanceUID],
      leftOut: 0,
      endedAt: null,
    },
  },
  confirm: { request: { instanceSet, missingAcknowledged: 0 } },
  reject: { request: { instanceSet, reason: 'These are images of the wrong side.' } },
  attach: { request: { orderID: order.id, reason: 'The name was spelled otherwise at the sender.', instanceSet } },
  answer: {
    request: { questionID: studyExampleIDs.question, answer: 'same-patient', reason: 'Married name, confirmed by telephone.', instanceSet },
  },
};

const user = {
  id: studyExampleIDs.account,
  username: 'riley',
  displayName: 'Riley Rivers',
  role: 'clinician',
  organization: { ...organization, kind: 'referring', pacsToPacsEnabled: true },
};
export const sessionExamples = {
  signIn: {
    request: { username: 'riley', password: 'a long sentence nobody guesses' },
    answer: { user, csrfToken: 'l1Zr3cJk0mQe7d9sT2vX4yBn6wPa8uHg' },
  },
  token: {
    request: { name: 'Practice system', expiresInDays: 90 },
    answer: { id: studyExampleIDs.account, token: 'rgw_EXAMPLE-shown-once-and-never-again' },
  },
  tokens: {
    answer: {
      tokens: [
        {
          id: studyExampleIDs.account,
          name: 'Practice system',
          createdAt: '2026-11-01T08:00:00.000Z',
          expiresAt: '2027-01-30T08:00:00.000Z',
          revokedAt: null,
          lastUsedAt: '2026-11-20T15:12:00.000Z',
        },
      ],
    },
  },
};
