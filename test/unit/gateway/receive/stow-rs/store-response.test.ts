import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '#core/errors/gateway-error.js';
import { makeStoreResponse, type PartOutcome } from '../../../../../gateway/receive/stow-rs/store-response.js';

const stored = (sopInstanceUID: string, studyInstanceUID = '1.1'): PartOutcome => ({
  stored: {
    outcome: 'stored',
    instanceID: '',
    studyID: '',
    sopClassUID: '1.9',
    sopInstanceUID,
    studyInstanceUID,
    seriesInstanceUID: '1.2',
  },
});
const failed = (code: GatewayError['code'], sopInstanceUID?: string): PartOutcome => ({
  failed: new GatewayError(code),
  known: { sopClassUID: '1.9', sopInstanceUID },
});
const base = 'https://example.org/dicom-web';
const count = (body: Record<string, { Value?: unknown[] }>, tag: string) => body[tag]?.Value?.length ?? 0;

describe('Store response', () => {
  it('answers 200, 202 or 409 as all, some or none were stored (C2 13)', () => {
    expect(makeStoreResponse([stored('1'), stored('2')], base).status).toBe(200);
    expect(makeStoreResponse([stored('1'), failed('truncated')], base).status).toBe(202);
    expect(makeStoreResponse([failed('not-dicom'), failed('truncated', '3')], base).status).toBe(409);
  });

  it('answers 503, still naming each instance, when none was stored and every reason passes by itself', () => {
    const passing = [failed('database-unavailable', '1'), failed('out-of-resources', '2'), failed('shutting-down', '3')];
    const { status, body } = makeStoreResponse(passing, base);
    expect([status, count(body, '00081198')]).toEqual([503, 3]);
    expect(makeStoreResponse([...passing, failed('truncated', '4')], base).status).toBe(409);
    expect(makeStoreResponse([...passing, stored('5')], base).status).toBe(202);
    expect(makeStoreResponse([failed('internal', '1')], base).status).toBe(409);
  });

  it('has sequences only where they have items, and a Retrieve URL with VR UR (C2 14)', () => {
    const all = makeStoreResponse([stored('1')], base).body;
    expect(Object.keys(all)).toEqual(['00081190', '00081199']);
    expect(all['00081190']).toEqual({ vr: 'UR', Value: [`${base}/studies/1.1`] });
    const none = makeStoreResponse([failed('truncated', '1')], base).body;
    expect(Object.keys(none)).toEqual(['00081190', '00081198']);
    expect(none['00081190']).toEqual({ vr: 'UR' });
    expect(makeStoreResponse([stored('1', '1.1'), stored('2', '2.2')], base).body['00081190']).toEqual({ vr: 'UR' });
  });

  it('names each instance with its reason as a number (C2 15, C2 16, C2 19)', () => {
    const { body } = makeStoreResponse([stored('1'), failed('conflicting-content', '2')], base);
    expect(body['00081199']?.Value).toEqual([
      {
        '00081150': { vr: 'UI', Value: ['1.9'] },
        '00081155': { vr: 'UI', Value: ['1'] },
        '00081190': { vr: 'UR', Value: [`${base}/studies/1.1/series/1.2/instances/1`] },
      },
    ]);
    expect(body['00081198']?.Value).toEqual([
      { '00081150': { vr: 'UI', Value: ['1.9'] }, '00081155': { vr: 'UI', Value: ['2'] }, '00081197': { vr: 'US', Value: [49425] } },
    ]);
  });

  it('lists what cannot be named in Other Failures Sequence, hostile UIDs included (C2 17, C2 18, A01, C11)', () => {
    const outcomes = [stored('1'), failed('not-dicom'), failed('invalid-uid', '../../etc/passwd'), failed('truncated', '4')];
    const { body } = makeStoreResponse(outcomes, base);
    expect(body['0008119A']?.Value).toEqual([{ '00081197': { vr: 'US', Value: [0xc000] } }, { '00081197': { vr: 'US', Value: [0xc000] } }]);
    expect(count(body, '00081198') + count(body, '00081199') + count(body, '0008119A')).toBe(outcomes.length);
    expect(JSON.stringify(body)).not.toContain('passwd');
  });
});
