import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { confirmationOf } from '../../../uploader-ui/src/features/uploader/confirmation.js';
import { UploadRun, type UploadView } from '../../../uploader-ui/src/features/uploader/sending/upload-run.js';

const orderID = '00000000-0000-4000-8000-000000000001';
const uploadID = '00000000-0000-4000-8000-000000000002';
const items = ['1.2.1', '1.2.2'].map((sopInstanceUID) => ({
  sopInstanceUID,
  studyInstanceUID: '1.2',
  source: { path: sopInstanceUID, size: 1 },
}));
const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });
const counted = (stored: number): Response =>
  answer(200, { id: uploadID, orderID, receiptNumber: 'U-1', announced: 2, stored, missing: [], leftOut: 0, endedAt: null });

/** A gateway that has every image already, and answers for the count what it is told to, the last answer for ever. */
function gatewayCounting(...counts: (() => Response)[]): void {
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (_address, options) => {
    if (options?.method === 'POST') return answer(201, { id: uploadID, receiptNumber: 'U-1', alreadyStored: ['1.2.1', '1.2.2'] });
    const next = (counts.length > 1 ? counts.shift() : counts[0]) as () => Response;
    return next();
  });
}

/** An upload that was begun; `seen` keeps every view of it in order. */
function begun(): { run: UploadRun; seen: UploadView[]; until(isIt: (view: UploadView) => boolean): Promise<UploadView> } {
  const run = new UploadRun(orderID, items as never, '');
  const seen: UploadView[] = [];
  run.subscribe(() => seen.push(run.snapshot()));
  void run.start([]);
  const until = (isIt: (view: UploadView) => boolean): Promise<UploadView> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (isIt(run.snapshot())) resolve(run.snapshot());
      };
      run.subscribe(look);
      look();
    });
  return { run, seen, until };
}

describe('The end of an upload', () => {
  let backOnline: () => void;

  beforeEach(() => {
    // A browser without a network waits until it is told that it is back.
    const told = new EventTarget();
    backOnline = () => void told.dispatchEvent(new Event('online'));
    Object.assign(globalThis, { navigator: { onLine: false }, addEventListener: told.addEventListener.bind(told) });
  });

  afterEach(() => {
    jest.restoreAllMocks();
    for (const name of ['navigator', 'addEventListener']) Reflect.deleteProperty(globalThis, name);
  });

  it('is whole only by the count of the gateway', () => {
    expect(confirmationOf({ count: 10, storedCount: 10, gatewayCount: null })).toBe('counting');
    expect(confirmationOf({ count: 10, storedCount: 10, gatewayCount: 9 })).toBe('part');
    expect(confirmationOf({ count: 10, storedCount: 9, gatewayCount: 10 })).toBe('part');
    expect(confirmationOf({ count: 10, storedCount: 10, gatewayCount: 10 })).toBe('whole');
  });

  it('waits for the count when the first question for it is not answered', async () => {
    gatewayCounting(
      () => answer(503, {}),
      () => counted(2),
    );
    const { seen, until } = begun();
    const waiting = await until((view) => view.waitsFor !== null);
    expect([waiting.phase, confirmationOf(waiting)]).toEqual(['checking', 'counting']);
    backOnline();
    expect(confirmationOf(await until(({ phase }) => phase === 'done'))).toBe('whole');
    expect(seen.filter(({ phase, gatewayCount }) => phase === 'done' && gatewayCount === null)).toEqual([]);
  });

  it('says that a part is stored when the gateway counts less than it answered for', async () => {
    gatewayCounting(() => counted(1));
    const { until } = begun();
    expect(confirmationOf(await until(({ phase }) => phase === 'done'))).toBe('part');
  });

  it('stops without a confirmation when the person was signed out before the count', async () => {
    gatewayCounting(() => answer(401, { type: 'about:blank', title: 'Signed out', status: 401, code: 'not-signed-in' }));
    const { until } = begun();
    const stopped = await until(({ phase }) => phase === 'stopped');
    expect([stopped.stop?.status, stopped.gatewayCount]).toEqual([401, null]);
  });

  it('can be cancelled while it waits for the count, and asked for again', async () => {
    gatewayCounting(
      () => answer(503, {}),
      () => counted(2),
    );
    const { run, until } = begun();
    await until((view) => view.waitsFor !== null);
    run.cancel();
    await new Promise(setImmediate);
    expect(run.snapshot()).toMatchObject({ phase: 'cancelled', gatewayCount: null });
    await run.retry();
    expect(run.snapshot()).toMatchObject({ phase: 'done', gatewayCount: 2 });
  });

  it('tells the gateway that nothing more comes when it ends or is cancelled', async () => {
    gatewayCounting(() => counted(2));
    const { run, until } = begun();
    await until(({ phase }) => phase === 'done');
    const told = () => jest.mocked(globalThis.fetch).mock.calls.filter(([address]) => address === `/api/uploads/${uploadID}/pause`);
    expect(told()).toHaveLength(1);
    expect(told()[0]?.[1]).toMatchObject({ method: 'POST', keepalive: true });
    run.cancel();
    expect(told()).toHaveLength(2);
  });

  it('is announced anew when it was cancelled before the announcement was answered', async () => {
    let answers = 0;
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (address, options) => {
      if (String(address).endsWith('/uploads') && answers++ === 0)
        return new Promise((_resolve, reject) => options?.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
      if (options?.method === 'POST') return answer(201, { id: uploadID, receiptNumber: 'U-1', alreadyStored: ['1.2.1', '1.2.2'] });
      return counted(2);
    });
    const { run } = begun();
    run.cancel();
    await new Promise(setImmediate);
    await run.retry();
    expect(run.snapshot()).toMatchObject({ phase: 'done', gatewayCount: 2, receiptNumber: 'U-1' });
  });
});
