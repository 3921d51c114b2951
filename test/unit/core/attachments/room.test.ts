import { describe, expect, it } from '@jest/globals';
import { bytesToReserve } from '#core/attachments/room.js';

const file = 104_857_600;
const order = 1_073_741_824;
const refusal = (run: () => number) => {
  try {
    return run();
  } catch (error) {
    const { code, details } = error as { code: string; details: { refusalCode?: string } };
    return `${code} ${details.refusalCode}`;
  }
};

describe('the room that is kept for a file', () => {
  it('is its size where that is known, to the very limits', () => {
    expect(bytesToReserve({ exactly: file }, order)).toBe(file);
    expect(bytesToReserve({ exactly: 7 }, 7)).toBe(7);
    expect(refusal(() => bytesToReserve({ exactly: file + 1 }, order))).toBe('payload-too-large too-large');
    expect(refusal(() => bytesToReserve({ exactly: 8 }, 7))).toBe('payload-too-large no-room');
    expect(refusal(() => bytesToReserve({ exactly: 0 }, order))).toBe('bad-request broken');
  });

  it('is an upper bound where only the size of the body is known, and never more than is left', () => {
    expect(bytesToReserve({ atMost: 1_000 }, order)).toBe(1_000);
    expect(bytesToReserve({ atMost: file + 500 }, order)).toBe(file);
    expect(bytesToReserve({ atMost: 5_000 }, 4_000)).toBe(4_000);
    expect(refusal(() => bytesToReserve({ atMost: file + 100_000 }, order))).toBe('payload-too-large too-large');
    expect(refusal(() => bytesToReserve({ atMost: 200_000 }, 4_000))).toBe('payload-too-large no-room');
    expect(refusal(() => bytesToReserve({ atMost: 10 }, 0))).toBe('payload-too-large no-room');
  });
});
