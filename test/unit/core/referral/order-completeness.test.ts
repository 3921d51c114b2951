import { describe, expect, it } from '@jest/globals';
import { missingItem } from '#core/contract/orders.js';
import { missingOf, type OrderAsFilledIn } from '#core/referral/order-completeness.js';

const complete: OrderAsFilledIn = {
  hasAuthorizingProvider: true,
  hasOrderType: true,
  reasonForReferral: 'Second opinion',
  diagnosisCount: 1,
  hasLocation: true,
  willUploadImages: false,
  willUploadRecords: false,
  attachmentsUnderWay: 0,
};
const empty: OrderAsFilledIn = {
  hasAuthorizingProvider: false,
  hasOrderType: false,
  reasonForReferral: ' \n',
  diagnosisCount: 0,
  hasLocation: false,
  willUploadImages: null,
  willUploadRecords: null,
  attachmentsUnderWay: 2,
};

describe('what is missing of an order', () => {
  it('is nothing once all is filled in; No is an answer', () => {
    expect(missingOf(complete)).toEqual([]);
  });

  it('is everything of an empty one, in the order in which the page asks', () => {
    expect(missingOf(empty)).toEqual(missingItem.options);
  });

  it.each(Object.keys(complete) as (keyof OrderAsFilledIn)[])('is one thing alone where only %s is wrong', (name) => {
    expect(missingOf({ ...complete, [name]: empty[name] })).toHaveLength(1);
  });
});
