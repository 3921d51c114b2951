import { describe, expect, it } from '@jest/globals';
import { changesBetween } from '../../../../uploader-ui/src/features/order-entry/review-changes.js';
import { orderFacts, orderFile } from '../../../support/order-facts.js';

const order = orderFacts({ state: 'draft', signature: null }).order;

describe('what changed since an order was looked at', () => {
  it('is nothing where only its version moved on, it was accepted, or a file was found sound', () => {
    const checked = { ...order, files: [orderFile({ state: 'received' })] };
    const ready = { ...order, version: 9, acceptedAt: null, files: [orderFile({ state: 'ready', pageCount: 3 })] };
    expect(changesBetween(order, { ...order, version: 9, acceptedAt: null })).toEqual([]);
    expect(changesBetween(checked, ready)).toEqual([]);
  });

  it.each([
    ['familyName', { patient: { ...order.patient, familyName: 'Another' } }],
    ['birthDate', { patient: { ...order.patient, birthDate: '1968-04-21' } }],
    ['patientID', { patient: { ...order.patient, identifiers: [] } }],
    ['otherNames', { patient: { ...order.patient, otherNames: ['Doe, Sofia'] } }],
    ['provider', { authorizingProvider: 'Brook, Morgan, NP' }],
    ['diagnoses', { diagnoses: [] }],
    ['location', { location: null }],
    ['willUploadRecords', { willUploadRecords: null }],
    ['comment', { comment: 'x' }],
  ])('names %s', (name, change) => {
    expect(changesBetween(order, { ...order, ...change, version: 9 })).toEqual([{ what: 'field', name }]);
  });

  it('names each file that was added, taken away, described anew or set aside', () => {
    const id = (number: number) => `00000000-0000-4000-8000-00000000010${number}`;
    const seen = [
      orderFile({ id: id(1), fileName: 'stays.pdf' }),
      orderFile({ id: id(2), fileName: 'goes.pdf' }),
      orderFile({ id: id(3), fileName: 'told.pdf' }),
      orderFile({ id: id(4), fileName: 'infected.pdf' }),
    ];
    const now = [
      seen[0],
      { ...seen[2], description: 'anew' },
      { ...seen[3], state: 'quarantined' as const },
      orderFile({ id: id(5), fileName: 'comes.pdf' }),
    ];
    expect(changesBetween({ ...order, files: seen }, { ...order, files: now as typeof seen })).toEqual([
      { what: 'file-gone', name: 'goes.pdf' },
      { what: 'file-changed', name: 'told.pdf' },
      { what: 'file-changed', name: 'infected.pdf' },
      { what: 'file-added', name: 'comes.pdf' },
    ]);
  });

  it('names a file that was swapped for another of the same name', () => {
    const swapped = { ...order, files: [orderFile({ id: '00000000-0000-4000-8000-000000000109' })] };
    expect(changesBetween({ ...order, files: [orderFile()] }, swapped).map(({ what }) => what)).toEqual(['file-gone', 'file-added']);
  });
});
