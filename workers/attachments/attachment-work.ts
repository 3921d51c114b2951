import type { Settings } from '#core/config/settings.js';
import type { WorkerContext } from '../context.js';
import { forgetAttachments } from './forget-attachments.js';
import { type AttachmentContext, lookAtNextAttachment } from './look-at-attachments.js';
import { createAttachmentReader } from './reader.js';

export interface AttachmentWork {
  /** Finishes the look under way and begins no more. */
  stop(): Promise<void>;
}

type WorkSettings = Pick<Settings, 'CLAMD_HOST' | 'CLAMD_PORT' | 'ATTACHMENT_ABANDONED_AFTER_MS'>;

const pollMs = 500;
const forgetEveryMs = 60_000;
const longestPauseMs = 10_000;

/** Looks at attachments as they come and forgets those that were left; while the database is away it tries again with growing pauses. */
export function startAttachmentWork(workers: WorkerContext, settings: WorkSettings): AttachmentWork {
  const { CLAMD_HOST, CLAMD_PORT, ATTACHMENT_ABANDONED_AFTER_MS } = settings;
  const clamd = CLAMD_HOST ? { host: CLAMD_HOST, port: CLAMD_PORT } : null;
  const context: AttachmentContext = { ...workers, reader: createAttachmentReader(), clamd };
  let stopped = false;
  let wake: () => void = () => undefined;
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async () => {
    let failures = 0;
    let forgetAt = 0;
    while (!stopped) {
      try {
        if (Date.now() >= forgetAt) {
          forgetAt = Date.now() + forgetEveryMs;
          await forgetAttachments(context, ATTACHMENT_ABANDONED_AFTER_MS);
        }
        const wasBusy = await lookAtNextAttachment(context);
        failures = 0;
        if (!wasBusy && !stopped) await pause(pollMs);
      } catch (error) {
        failures++;
        context.logger.warn({ err: error, failures }, 'looking at attachments failed; it is tried again');
        if (!stopped) await pause(Math.min(pollMs * 2 ** Math.min(failures, 10), longestPauseMs));
      }
    }
  };
  const running = run();
  return {
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
