import type { OrderChange, OrderDetail } from '#core/contract/orders.js';

/** What a person fills in on a draft; the form's own shape, with the titles of the diagnoses. */
export type DraftContent = Pick<
  OrderDetail,
  'reasonForReferral' | 'diagnoses' | 'willUploadImages' | 'willUploadRecords' | 'insurance' | 'comment' | 'priority'
> & { locationID: string | null };
export type DraftField = keyof DraftContent;

export function contentOf(order: OrderDetail): DraftContent {
  const { reasonForReferral, diagnoses, willUploadImages, willUploadRecords, insurance, comment, priority } = order;
  return {
    reasonForReferral,
    diagnoses,
    willUploadImages,
    willUploadRecords,
    insurance,
    comment,
    priority,
    locationID: order.location?.id ?? null,
  };
}

/** The request that says only what changed. */
export function changeOf(part: Partial<DraftContent>, version: number): OrderChange {
  const { diagnoses, ...rest } = part;
  return { ...rest, ...(diagnoses && { diagnoses: diagnoses.map(({ code }) => ({ code })) }), version };
}

function comparable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? part.trim() : part));
}

/** Whether two values of a field say the same; blanks at the ends don't count, since the gateway cuts them off. */
export function saysTheSame<F extends DraftField>(field: F, one: DraftContent[F], other: DraftContent[F]): boolean {
  if (field === 'diagnoses') {
    const codes = (list: unknown): string => (list as DraftContent['diagnoses']).map(({ code }) => code).join();
    return codes(one) === codes(other);
  }
  return comparable(one) === comparable(other);
}
