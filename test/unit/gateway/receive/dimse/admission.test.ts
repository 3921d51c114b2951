import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DoorUnderTest, openDoorUnderTest, RIVERSIDE } from '../../../../support/dimse-peer/door-under-test.js';
import type { RequestOptions } from '../../../../support/dimse-peer/index.js';

let door: DoorUnderTest;
beforeEach(async () => {
  door = await openDoorUnderTest();
});
afterEach(() => door.close());

async function answerTo(options: RequestOptions): Promise<unknown> {
  const peer = await door.connect();
  return peer.associate(options);
}

describe('A-ASSOCIATE-RJ', () => {
  const cases: [string, RequestOptions, [number, number, number]][] = [
    ['an unknown calling AE title (B12)', { callingAETitle: 'NOBODY' }, [1, 1, 3]],
    ['an empty calling AE title', { callingAETitle: '' }, [1, 1, 3]],
    ['a calling AE title with control characters', { callingAETitle: 'RIVERSIDE\0PACS' }, [1, 1, 3]],
    ['a known title from another address (B12)', { callingAETitle: 'ELSEWHERE_PACS' }, [1, 1, 3]],
    ['a peer that is switched off', { callingAETitle: 'OFF_PACS' }, [1, 1, 3]],
    ['a wrong called AE title', { calledAETitle: 'ANY-SCP' }, [1, 1, 7]],
    ['a called AE title in lower case', { calledAETitle: 'referral_gw' }, [1, 1, 7]],
    ['another application context', { applicationContext: '1.2.840.10008.3.1.1.2' }, [1, 1, 2]],
    ['no application context', { applicationContext: null }, [1, 1, 2]],
    ['another protocol version', { protocolVersion: 2 }, [1, 2, 2]],
    ['a maximum length that leaves no room for an answer (B13)', { maximumLength: 7 }, [1, 2, 1]],
  ];
  it.each(cases)(
    'answers %s with its result, source and reason in four bytes (C3 25, 26)',
    async (_what, options, [result, source, reason]) => {
      expect(await answerTo(options)).toEqual({ kind: 'rejected', result, source, reason, length: 4 });
    },
  );

  it('is written down in plain words and audited', async () => {
    await answerTo({ callingAETitle: 'NOBODY' });
    await answerTo({ calledAETitle: 'WRONG' });
    expect(door.store.refusals).toMatchObject([
      { organizationID: null, errorCode: 'not-authorised', callingAETitle: 'NOBODY', remoteAddress: '127.0.0.1', reception: null },
      { organizationID: RIVERSIDE, errorCode: 'not-authorised', calledAETitle: 'WRONG' },
    ]);
    for (const { explanation } of door.store.refusals) expect(explanation).toMatch(/^The call.+\.$/);
    expect(door.audited).toMatchObject([
      { event: 'association-rejected', peerAETitle: 'NOBODY', subject: { code: 110113, result: 1, source: 1, reason: 3 } },
      { event: 'association-rejected', peerAETitle: 'RIVERSIDE_PACS', subject: { reason: 7, calledAETitle: 'WRONG' } },
    ]);
  });

  it('is 2/3/1 while the database is down, and no more when it is back', async () => {
    door.directory.beforeAnswer = () => Promise.reject(new Error('connection refused'));
    expect(await answerTo({})).toMatchObject({ result: 2, source: 3, reason: 1 });
    door.directory.beforeAnswer = null;
    expect(await answerTo({})).toMatchObject({ kind: 'accepted' });
  });

  it('is 2/3/1 while the gateway drains', async () => {
    door.isDraining = true;
    expect(await answerTo({})).toMatchObject({ result: 2, source: 3, reason: 1 });
  });
});

describe('association limits', () => {
  it('answer 2/3/2 to one association more than there may be, and take it when one has ended (C3 32)', async () => {
    await door.close();
    door = await openDoorUnderTest({ DIMSE_MAX_ASSOCIATIONS: '3' });
    const peers = await Promise.all([1, 2, 3].map(() => door.connect()));
    for (const peer of peers) expect(await peer.associate()).toMatchObject({ kind: 'accepted' });
    expect(await answerTo({})).toMatchObject({ kind: 'rejected', result: 2, source: 3, reason: 2 });
    await peers[0]?.release();
    await peers[0]?.closed;
    expect(await answerTo({})).toMatchObject({ kind: 'accepted' });
  });

  it('count by address', async () => {
    await door.close();
    door = await openDoorUnderTest({ DIMSE_MAX_ASSOCIATIONS_PER_ADDRESS: '1' });
    const first = await door.connect();
    expect(await first.associate()).toMatchObject({ kind: 'accepted' });
    expect(await answerTo({})).toMatchObject({ result: 2, source: 3, reason: 2 });
  });

  it('serve 200 associations at once (C3 32)', async () => {
    const peers = await Promise.all(Array.from({ length: 200 }, () => door.connect()));
    const answers = await Promise.all(peers.map((peer) => peer.associate()));
    expect(answers.filter(({ kind }) => kind === 'accepted')).toHaveLength(200);
    const echoes = await Promise.all(peers.map((peer) => peer.echo()));
    expect(echoes.every((echo) => echo.kind === 'response' && echo.status === 0)).toBe(true);
  });
});

describe('AE titles', () => {
  it('compare without their spaces (C3 27)', async () => {
    expect(await answerTo({ callingAETitle: '  RIVERSIDE_PACS', calledAETitle: '  REFERRAL_GW' })).toMatchObject({ kind: 'accepted' });
  });

  it('lead to an order when the called one is its own', async () => {
    expect(await answerTo({ calledAETitle: 'R7K2M9QX' })).toMatchObject({ kind: 'accepted' });
  });
});

describe('A-ASSOCIATE-AC', () => {
  it('answers each context once, and accepts although all were refused (C3 28, 29)', async () => {
    const query = '1.2.840.10008.5.1.4.1.2.2.1';
    const answer = await answerTo({
      contexts: [1, 3, 255].map((id) => ({ id, abstractSyntax: query, transferSyntaxes: ['1.2.840.10008.1.2'] })),
    });
    expect(answer).toMatchObject({
      kind: 'accepted',
      maximumLength: 131_072,
      contexts: [
        { id: 1, result: 3 },
        { id: 3, result: 3 },
        { id: 255, result: 3 },
      ],
    });
  });
});
