import type { OrderDetail } from '#core/contract/orders.js';

/** What a person reviews of an order, each by itself as text, so that two states of it can be compared. */
const reviewed = {
  familyName: ({ patient }) => patient.familyName,
  givenName: ({ patient }) => patient.givenName,
  middleName: ({ patient }) => patient.middleName,
  otherNames: ({ patient }) => patient.otherNames.join('; '),
  birthDate: ({ patient }) => patient.birthDate ?? '',
  sex: ({ patient }) => patient.sex ?? '',
  patientID: ({ patient }) => patient.identifiers.map(({ patientID }) => patientID).join(', '),
  orderType: (order) => order.orderType,
  provider: (order) => order.authorizingProvider,
  reasonForReferral: (order) => order.reasonForReferral,
  diagnoses: (order) => order.diagnoses.map(({ code }) => code).join(', '),
  location: ({ location }) => (location ? [location.name, location.region, location.phone].join(', ') : ''),
  willUploadImages: (order) => String(order.willUploadImages),
  willUploadRecords: (order) => String(order.willUploadRecords),
  insurance: (order) => JSON.stringify(order.insurance),
  comment: (order) => order.comment,
  priority: (order) => order.priority,
} as const satisfies Record<string, (order: OrderDetail) => string>;
export type ReviewedField = keyof typeof reviewed;

export interface ReviewChange {
  what: 'field' | 'file-added' | 'file-gone' | 'file-changed';
  /** The field, or the name of the file. */
  name: string;
}

const sayOf = ({ fileName, description, byteCount, state }: OrderDetail['files'][number]): string =>
  // Whether it is still being looked at says nothing of what it is.
  JSON.stringify([fileName, description, byteCount, state === 'quarantined']);

/** What another state of an order says otherwise, in the order of the page; empty where only somebody accepted it meanwhile. */
export function changesBetween(seen: OrderDetail, now: OrderDetail): ReviewChange[] {
  const fields = (Object.keys(reviewed) as ReviewedField[]).filter((field) => reviewed[field](seen) !== reviewed[field](now));
  const before = new Map(seen.files.map((file) => [file.id, file]));
  const after = new Map(now.files.map((file) => [file.id, file]));
  return [
    ...fields.map((name): ReviewChange => ({ what: 'field', name })),
    ...seen.files.filter(({ id }) => !after.has(id)).map((file): ReviewChange => ({ what: 'file-gone', name: file.fileName })),
    ...now.files.flatMap((file): ReviewChange[] => {
      const former = before.get(file.id);
      if (!former) return [{ what: 'file-added', name: file.fileName }];
      return sayOf(former) === sayOf(file) ? [] : [{ what: 'file-changed', name: file.fileName }];
    }),
  ];
}
