import type { MissingItem } from '../contract/orders.js';

/** What of an order decides whether it can be signed; `has…` of what is chosen is false once the choice is retired. */
export interface OrderAsFilledIn {
  hasAuthorizingProvider: boolean;
  hasOrderType: boolean;
  reasonForReferral: string;
  diagnosisCount: number;
  hasLocation: boolean;
  willUploadImages: boolean | null;
  willUploadRecords: boolean | null;
  /** Files that are still being sent or looked at. */
  attachmentsUnderWay: number;
}

/** Names what keeps an order from being signed, in the order in which its page asks for it; empty when it can be signed. */
export function missingOf(order: OrderAsFilledIn): MissingItem[] {
  const lacks: [MissingItem, boolean][] = [
    ['authorizingProvider', !order.hasAuthorizingProvider],
    ['orderType', !order.hasOrderType],
    ['reasonForReferral', order.reasonForReferral.trim() === ''],
    ['diagnoses', order.diagnosisCount === 0],
    ['location', !order.hasLocation],
    ['willUploadImages', order.willUploadImages === null],
    ['willUploadRecords', order.willUploadRecords === null],
    ['attachments-under-way', order.attachmentsUnderWay > 0],
  ];
  return lacks.filter(([, isMissing]) => isMissing).map(([item]) => item);
}
