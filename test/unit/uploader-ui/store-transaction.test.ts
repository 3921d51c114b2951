import { describe, expect, it } from '@jest/globals';
import { multipartBody, multipartContentType } from '../../../uploader-ui/src/features/uploader/sending/multipart-body.js';
import { BATCH_BYTES, BATCH_ITEMS, planBatches, type UploadItem } from '../../../uploader-ui/src/features/uploader/sending/plan-batches.js';
import { failureMeaning, parseStoreAnswer } from '../../../uploader-ui/src/features/uploader/sending/store-answer.js';
import { Throughput } from '../../../uploader-ui/src/features/uploader/sending/throughput.js';

const item = (uid: number, size: number, study = '1'): UploadItem => ({
  sopInstanceUID: String(uid),
  studyInstanceUID: study,
  source: { path: `f${uid}`, size, beginning: async () => new Blob([]), whole: async () => new Blob([]) },
});
const many = (count: number, size: number, study?: string): UploadItem[] =>
  Array.from({ length: count }, (_n, index) => item(index, size, study));

describe('Batches of the Store Transaction', () => {
  it('hold at most 50 instances', () => {
    expect(planBatches(many(120, 10)).map((batch) => batch.length)).toEqual([BATCH_ITEMS, BATCH_ITEMS, 20]);
  });

  it('hold at most 32 MB', () => {
    for (const batch of planBatches(many(20, 5_000_000))) {
      expect(batch.reduce((sum, one) => sum + one.source.size, 0)).toBeLessThanOrEqual(BATCH_BYTES);
    }
  });

  it('leave a larger instance alone', () => {
    expect(planBatches([item(1, 10), item(2, BATCH_BYTES * 3), item(3, 10)]).map((batch) => batch.length)).toEqual([1, 1, 1]);
  });

  it('keep studies apart and lose nothing', () => {
    const items = [...many(3, 10, '1'), ...many(2, 10, '2')];
    const batches = planBatches(items);
    expect(batches.flat()).toEqual(items);
    expect(batches.map((batch) => new Set(batch.map((one) => one.studyInstanceUID)).size)).toEqual([1, 1]);
  });
});

describe('Multipart body of the Store Transaction', () => {
  it('frames each part with its content type and ends with the closing boundary', async () => {
    const body = multipartBody([new Blob(['one']), new Blob(['two\r\n'])], 'B');
    expect(await body.text()).toBe(
      '--B\r\nContent-Type: application/dicom\r\n\r\none\r\n--B\r\nContent-Type: application/dicom\r\n\r\ntwo\r\n\r\n--B--\r\n',
    );
    expect(multipartContentType('B')).toBe('multipart/related; type="application/dicom"; boundary=B');
  });

  it('keeps bytes as they are', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_n, index) => index);
    const body = new Uint8Array(await multipartBody([new Blob([bytes])], 'B').arrayBuffer());
    const start = body.indexOf(10, body.indexOf(10, body.indexOf(10) + 1) + 1) + 1;
    expect(body.subarray(start, start + 256)).toEqual(bytes);
  });
});

describe('Store Transaction response', () => {
  const answer = JSON.stringify({
    '00081199': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.1'] } }] },
    '00081198': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2'] }, '00081197': { vr: 'US', Value: [0xc111] } }] },
    '0008119A': { vr: 'SQ', Value: [{ '00081197': { vr: 'US', Value: [0xc000] } }] },
  });

  it('is read instance by instance', () => {
    expect(parseStoreAnswer(answer)).toEqual({
      stored: ['1.1'],
      failures: [{ sopInstanceUID: '1.2', reason: 0xc111 }],
      unnamedFailures: [0xc000],
    });
  });

  it.each(['', '<html>', '{}', '[]', 'null'])('is no answer when the text is %j', (text) => {
    expect(parseStoreAnswer(text)).toBeNull();
  });

  it.each([
    [0xa700, 'out-of-resources', 'again'],
    [0xa900, 'does-not-match', 'never'],
    [0xc111, 'conflicting-content', 'never'],
    [0xc122, 'transfer-syntax', 'never'],
    [0xc000, 'cannot-understand', 'never'],
    [0x0110, 'processing-failure', 'again'],
    [0x0122, 'sop-class', 'never'],
    [0x0124, 'not-authorised', 'never'],
    [1, 'other', 'never'],
  ])('Failure Reason %i means %s, to be sent %s', (reason, key, kind) => {
    expect(failureMeaning(reason)).toEqual({ key, kind });
  });
});

describe('Upload speed', () => {
  it('is that of the last seconds', () => {
    const throughput = new Throughput();
    throughput.rate(0, 0);
    throughput.rate(10_000, 5_000);
    throughput.rate(10_000, 6_000);
    expect(throughput.rate(20_000, 11_000)).toBe(2_000);
  });

  it('begins anew when a batch must be sent again', () => {
    const throughput = new Throughput();
    throughput.rate(0, 0);
    throughput.rate(9_000, 1_000);
    expect(throughput.rate(1_000, 2_000)).toBe(0);
  });
});
