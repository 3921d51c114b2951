import type { Settings } from '#core/config/settings.js';
import { type Repeating, startRepeating } from '#core/pipeline/repeating.js';
import type { WorkerContext } from '../context.js';
import { forgetAttachments } from './forget-attachments.js';
import { type AttachmentContext, lookAtNextAttachment } from './look-at-attachments.js';
import { createAttachmentReader } from './reader.js';

type WorkSettings = Pick<Settings, 'CLAMD_HOST' | 'CLAMD_PORT' | 'ATTACHMENT_ABANDONED_AFTER_MS'>;

const forgetEveryMs = 60_000;

/** Looks at attachments as they come and forgets those that were left; while the database is away it tries again with growing pauses. */
export function startAttachmentWork(workers: WorkerContext, settings: WorkSettings): Repeating {
  const { CLAMD_HOST, CLAMD_PORT, ATTACHMENT_ABANDONED_AFTER_MS } = settings;
  const clamd = CLAMD_HOST ? { host: CLAMD_HOST, port: CLAMD_PORT } : null;
  const context: AttachmentContext = { ...workers, reader: createAttachmentReader(), clamd };
  let forgetAt = 0;
  const look = async () => {
    if (Date.now() >= forgetAt) {
      forgetAt = Date.now() + forgetEveryMs;
      await forgetAttachments(context, ATTACHMENT_ABANDONED_AFTER_MS);
    }
    return lookAtNextAttachment(context);
  };
  return startRepeating(look, {
    pollMs: 500,
    longestPauseMs: 10_000,
    onFailure: (error, failures) => context.logger.warn({ err: error, failures }, 'looking at attachments failed; it is tried again'),
  });
}
