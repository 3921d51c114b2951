import { describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '#core/audit/audit.js';
import { createLogger } from '#core/logging/logger.js';
import { AuditTrail } from '../../../../../gateway/receive/dimse/audit-trail.js';

const logger = createLogger('test', 'silent');
const entry = (reason: number): AuditEntry => ({ event: 'association-rejected', action: 'E', subject: { reason } });

describe('audit trail of the DIMSE door', () => {
  it('writes a flood of equal entries as few records with a count', async () => {
    const written: AuditEntry[] = [];
    const trail = new AuditTrail(async (each) => {
      await new Promise((resolve) => setImmediate(resolve));
      written.push(each);
    }, logger);
    for (let round = 0; round < 1_000; round++) trail.write(entry(3));
    trail.write(entry(7));
    await trail.settled();
    expect(written.map(({ subject }) => subject)).toEqual([{ reason: 3 }, { reason: 3, times: 999 }, { reason: 7 }]);
  });

  it('tries again when a record could not be written', async () => {
    let attempts = 0;
    const trail = new AuditTrail(async () => {
      if (++attempts < 3) throw new Error('connection refused');
    }, logger);
    trail.write(entry(3));
    await trail.settled();
    expect(attempts).toBe(3);
  });
});
