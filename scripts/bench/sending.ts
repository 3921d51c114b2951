import { fileURLToPath } from 'node:url';
import { StartedProcess } from './child-process.js';
import type { SenderMessage, SendJob, SendResult } from './sender/job.js';

const senderProgram = fileURLToPath(new URL('./sender/main.js', import.meta.url));

/** A sender that has everything encoded and waits for the word. */
export interface PreparedSender {
  send(): Promise<SendResult>;
  stop(): Promise<void>;
}

/**
 * Starts a sender's process and has it encode a job.
 *
 * @throws Error when the receiver refuses the association; it says why.
 */
export async function prepareSender(job: SendJob, logFile: string): Promise<PreparedSender> {
  const started = new StartedProcess(senderProgram, [], {
    logFile,
    module: true,
    executionArguments: ['--expose-gc', '--max-semi-space-size=64'],
  });
  const say = (message: object) => started.child.send(message);
  const answer = (): Promise<SenderMessage> =>
    new Promise((resolve, reject) => {
      const end = () => reject(new Error(`the sender ended; see ${logFile}`));
      started.child.once('exit', end);
      started.child.once('message', (message: SenderMessage) => {
        started.child.off('exit', end);
        if (message.state === 'failed') reject(new Error(message.reason));
        else resolve(message);
      });
    });
  try {
    const prepared = answer();
    say({ prepare: job });
    await prepared;
  } catch (error) {
    await started.stop();
    throw error;
  }
  return {
    async send() {
      const sent = answer();
      say({ send: true });
      const message = await sent;
      if (message.state !== 'sent') throw new Error('the sender lost its place');
      return message.result;
    },
    stop: () => started.stop(),
  };
}
