import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { MissingItem, OrderChange, OrderDetail } from '#core/contract/orders.js';
import { ApiError } from '../../../../uploader-ui/src/api/problems.js';
import { DraftSaver } from '../../../../uploader-ui/src/features/order-entry/draft-saver.js';

type Answer = { version: number; missing: MissingItem[] };

const draft = (part: Partial<OrderDetail> = {}): OrderDetail =>
  ({
    state: 'draft',
    version: 1,
    reasonForReferral: '',
    diagnoses: [],
    location: null,
    willUploadImages: null,
    willUploadRecords: null,
    insurance: null,
    comment: '',
    priority: 'routine',
    missing: ['reasonForReferral'],
    ...part,
  }) as OrderDetail;

const problem = (status: number, part: object = {}) =>
  new ApiError('problem', status, { type: 'about:blank', title: 'No', status, code: 'conflict', ...part });
const noNetwork = () => new ApiError('network', 0, null);

/** A gateway that answers when the test says so. */
function slowStore() {
  const requests: { change: OrderChange; keepalive: boolean; answer(answer: Answer): void; refuse(error: unknown): void }[] = [];
  let stored = draft();
  return {
    requests,
    last: () => requests.at(-1) as (typeof requests)[number],
    holds: (order: OrderDetail) => {
      stored = order;
    },
    save: (change: OrderChange, keepalive: boolean) =>
      new Promise<Answer>((answer, refuse) => requests.push({ change, keepalive, answer, refuse })),
    read: () => Promise.resolve(stored),
  };
}

const settle = () => jest.advanceTimersByTimeAsync(0);

describe('Saving a draft as one types', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('sends what changed in one request when the person pauses, with the version seen', async () => {
    const store = slowStore();
    const saver = new DraftSaver(draft(), store);
    saver.change({ reasonForReferral: 'H' });
    await jest.advanceTimersByTimeAsync(500);
    saver.change({ reasonForReferral: 'He' });
    await jest.advanceTimersByTimeAsync(500);
    expect(store.requests).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(100);
    expect(store.requests.map(({ change }) => change)).toEqual([{ reasonForReferral: 'He', version: 1 }]);
    expect(saver.snapshot().state).toBe('saving');
    store.last().answer({ version: 2, missing: [] });
    await settle();
    expect(saver.snapshot()).toMatchObject({ state: 'saved', version: 2, missing: [], content: { reasonForReferral: 'He' } });
  });

  it('sends what is typed during a request afterwards, with the version that it answered', async () => {
    const store = slowStore();
    const saver = new DraftSaver(draft(), store);
    saver.change({ reasonForReferral: 'Head' });
    const stored = saver.flush();
    saver.change({ reasonForReferral: 'Headache' });
    await settle();
    expect(store.requests).toHaveLength(1);
    store.last().answer({ version: 2, missing: [] });
    await settle();
    expect(store.last().change).toEqual({ reasonForReferral: 'Headache', version: 2 });
    expect(saver.snapshot().content.reasonForReferral).toBe('Headache');
    store.last().answer({ version: 3, missing: [] });
    expect(await stored).toBe(true);
  });

  it('keeps what was typed while the network is gone, and tries again by itself', async () => {
    const store = slowStore();
    const saver = new DraftSaver(draft(), store);
    saver.change({ comment: 'Mornings' });
    const stored = saver.flush();
    store.last().refuse(noNetwork());
    expect(await stored).toBe(false);
    expect(saver.snapshot()).toMatchObject({ state: 'failed', retriesItself: true, content: { comment: 'Mornings' } });
    expect(saver.isAtRisk).toBe(true);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(store.requests).toHaveLength(2);
    store.last().answer({ version: 2, missing: [] });
    await settle();
    expect(saver.snapshot().state).toBe('saved');
    expect(saver.isAtRisk).toBe(false);
  });

  it('waits for the person where trying again would not help', async () => {
    const store = slowStore();
    const saver = new DraftSaver(draft(), store);
    saver.change({ locationID: 'retired' });
    const stored = saver.flush();
    store.last().refuse(problem(400, { fields: { locationID: 'This location is not offered.' } }));
    expect(await stored).toBe(false);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(store.requests).toHaveLength(1);
    saver.change({ locationID: 'open' });
    await jest.advanceTimersByTimeAsync(600);
    expect(store.last().change).toEqual({ locationID: 'open', version: 1 });
  });

  it('puts both sides together where they changed different fields', async () => {
    const store = slowStore();
    const saver = new DraftSaver(draft(), store);
    saver.change({ comment: 'Mornings' });
    const stored = saver.flush();
    store.holds(draft({ version: 5, priority: 'urgent' }));
    store.last().refuse(problem(409));
    await jest.advanceTimersByTimeAsync(1);
    expect(store.last().change).toEqual({ comment: 'Mornings', version: 5 });
    store.last().answer({ version: 6, missing: [] });
    expect(await stored).toBe(true);
    expect(saver.snapshot().content).toMatchObject({ comment: 'Mornings', priority: 'urgent' });
  });

  it('asks the person where both changed the same field, and sends nothing until it is answered', async () => {
    const store = slowStore();
    const saver = new DraftSaver(draft({ comment: 'Any day' }), store);
    saver.change({ comment: 'Mornings', priority: 'urgent' });
    const stored = saver.flush();
    store.holds(draft({ version: 5, comment: 'Evenings' }));
    store.last().refuse(problem(409));
    expect(await stored).toBe(false);
    expect(saver.snapshot()).toMatchObject({ state: 'conflict', theirs: { comment: 'Evenings' }, content: { comment: 'Mornings' } });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(store.requests).toHaveLength(1);
    saver.choose('comment', 'theirs');
    await jest.advanceTimersByTimeAsync(1);
    expect(store.last().change).toEqual({ priority: 'urgent', version: 5 });
    expect(saver.snapshot().content).toMatchObject({ comment: 'Evenings', priority: 'urgent' });
  });

  it('takes an answer that was lost on its way for what it was', async () => {
    const store = slowStore();
    const saver = new DraftSaver(draft(), store);
    saver.change({ comment: 'Mornings ' });
    const stored = saver.flush();
    store.holds(draft({ version: 2, comment: 'Mornings' }));
    store.last().refuse(problem(409));
    expect(await stored).toBe(true);
    expect(store.requests).toHaveLength(1);
    expect(saver.snapshot()).toMatchObject({ state: 'saved', version: 2 });
  });

  it('keeps what was typed visible when the order was signed meanwhile', async () => {
    const store = slowStore();
    const saver = new DraftSaver(draft(), store);
    saver.change({ comment: 'Mornings' });
    const stored = saver.flush();
    store.holds(draft({ version: 5, state: 'signed' }));
    store.last().refuse(problem(409));
    expect(await stored).toBe(false);
    expect(saver.snapshot()).toMatchObject({ state: 'closed', content: { comment: 'Mornings' } });
  });

  it('takes over what others changed only while nothing here waits', async () => {
    const store = slowStore();
    const saver = new DraftSaver(draft({ comment: 'Any day ' }), store);
    saver.receive(draft({ version: 2, comment: 'Any day', priority: 'urgent' }));
    expect(saver.snapshot().content).toMatchObject({ comment: 'Any day ', priority: 'urgent' });
    saver.change({ comment: 'Mornings' });
    saver.receive(draft({ version: 3, comment: 'Evenings' }));
    expect(saver.snapshot()).toMatchObject({ version: 2, content: { comment: 'Mornings' } });
  });

  it('sends what waits in a request that outlives the page', () => {
    const store = slowStore();
    const saver = new DraftSaver(draft(), store);
    saver.change({ comment: 'Mornings' });
    saver.leave();
    expect(store.requests.map(({ keepalive }) => keepalive)).toEqual([true]);
    expect(saver.isAtRisk).toBe(false);
  });
});
