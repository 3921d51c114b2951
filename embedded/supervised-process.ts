import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';

const logRotateBytes = 50_000_000;
const steadyAfterMs = 60_000;
const longestPauseMs = 30_000;
const askEveryMs = 10_000;
const silentAfterQuestions = 6;

/** What a supervised program is asked, and what it answers as long as its event loop runs. */
export const aliveQuestion = { alive: 'asked' };

export interface PortTaken {
  failed: 'port-taken';
  port: number;
  setting: string;
}
export type AliveMessage = { alive: 'yes' };
export type ReadyMessage = { ready: true } & Record<string, unknown>;

export interface SupervisedProcessOptions {
  name: string;
  program: string;
  environment: NodeJS.ProcessEnv;
  logFile: string;
  /** One sentence for the terminal. */
  say: (sentence: string) => void;
  /** The processes of this program have changed. */
  onChange: () => void;
  /** It died this many times without running steadily in between: what now? */
  onGivingUp: (reason: string) => void;
  givesUpAfter: number;
  /** Whether a program could run at all right now: a death while the disk takes nothing is no reason to give up. */
  canRun: () => boolean;
  /** Ends a program that does not answer this many questions in a row; by default it is asked every 10 s and ended after 6. */
  silence?: { askEveryMs: number; afterQuestions: number };
}

/**
 * One program that is to run for as long as we do: started, watched, ended when it stays silent, started anew after a pause that grows, drained at
 * the end.
 */
export class SupervisedProcess {
  readonly #options: SupervisedProcessOptions;
  #child: ChildProcess | undefined;
  #stopping = false;
  #deaths = 0;
  #pause: NodeJS.Timeout | undefined;
  #exited: Promise<void> = Promise.resolve();

  constructor(options: SupervisedProcessOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get processID(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it for the first time and waits until it says that it is ready; rejects with what it said, or that it died, instead. */
  start(): Promise<ReadyMessage> {
    return new Promise((resolve, reject: (reason: PortTaken | Error) => void) => {
      let settled = false;
      this.#launch({
        ready: (message) => {
          settled = true;
          resolve(message);
        },
        taken: (message) => {
          settled = true;
          reject(message);
        },
        ended: (how) => {
          if (settled) return false;
          settled = true;
          reject(new Error(`The ${this.#options.name} did not start (${how}): the reason is at the end of ${this.#options.logFile}.`));
          return true;
        },
      });
    });
  }

  #launch(first?: { ready: (message: ReadyMessage) => void; taken: (message: PortTaken) => void; ended: (how: string) => boolean }): void {
    const { program, environment, logFile } = this.#options;
    const log = openLog(logFile);
    // A session of its own: Ctrl-C in the terminal reaches the launcher alone, which then drains its children in order.
    const child = fork(program, [], { env: environment, stdio: ['ignore', log ?? 'ignore', log ?? 'ignore', 'ipc'], detached: true });
    if (log !== undefined) closeSync(log);
    this.#child = child;
    const launchedAt = Date.now();
    const listening = this.#endWhenSilent(child);
    child.on('message', (message: Partial<ReadyMessage> & Partial<PortTaken> & Partial<AliveMessage>) => {
      listening.heard();
      if (message.ready) first?.ready(message as ReadyMessage);
      if (message.failed === 'port-taken') first?.taken(message as PortTaken);
    });
    this.#exited = new Promise((resolve) => {
      let over = false;
      const end = (how: string) => {
        if (over) return;
        over = true;
        listening.stop();
        this.#child = undefined;
        this.#options.onChange();
        resolve();
        if (first?.ended(how) || this.#stopping) return;
        this.#startAnew(how, Date.now() - launchedAt);
      };
      child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
      child.once('error', (error) => end(error.message));
    });
    this.#options.onChange();
  }

  /** Counts questions and not time: a machine that was asleep had no chance to answer. */
  #endWhenSilent(child: ChildProcess): { heard: () => void; stop: () => void } {
    const { name, say, silence = { askEveryMs, afterQuestions: silentAfterQuestions } } = this.#options;
    let unanswered = 0;
    const timer = setInterval(() => {
      if (unanswered >= silence.afterQuestions) {
        clearInterval(timer);
        say(`The ${name} did not answer for ${(silence.askEveryMs * silence.afterQuestions) / 1000} s and was ended.`);
        child.kill('SIGKILL');
        return;
      }
      unanswered += 1;
      if (child.connected) child.send(aliveQuestion, () => undefined);
    }, silence.askEveryMs);
    timer.unref();
    const heard = () => {
      unanswered = 0;
    };
    return { heard, stop: () => clearInterval(timer) };
  }

  #startAnew(how: string, ranForMs: number): void {
    const { name, say, onGivingUp, givesUpAfter, logFile, canRun } = this.#options;
    const deaths = ranForMs > steadyAfterMs ? 1 : this.#deaths + 1;
    if (deaths > givesUpAfter) {
      if (canRun()) {
        onGivingUp(`The ${name} ended ${deaths} times in a row (${how}): the reason is at the end of ${logFile}.`);
        return;
      }
    } else {
      this.#deaths = deaths;
    }
    const pauseMs = Math.min(longestPauseMs, 250 * 2 ** (this.#deaths - 1));
    say(`The ${name} ended (${how}); it is started again in ${pauseMs / 1000} s.`);
    this.#pause = setTimeout(() => this.#launch(), pauseMs);
  }

  /** Lets it finish what it has begun, for as long as `drainMs`; then it is killed. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#pause);
    const child = this.#child;
    if (!child) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => {
      this.#options.say(`The ${this.#options.name} was not done within ${drainMs / 1000} s and was ended.`);
      child.kill('SIGKILL');
    }, drainMs);
    await this.#exited;
    clearTimeout(timer);
  }

  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#pause);
    this.#child?.kill('SIGKILL');
  }
}

/** Undefined where the disk does not let it be opened: a program without a log is better than none. */
function openLog(logFile: string): number | undefined {
  try {
    rotate(logFile);
    return openSync(logFile, 'a', 0o600);
  } catch {
    return undefined;
  }
}

function rotate(logFile: string): void {
  if (!existsSync(logFile) || statSync(logFile).size < logRotateBytes) return;
  rmSync(`${logFile}.1`, { force: true });
  renameSync(logFile, `${logFile}.1`);
}
