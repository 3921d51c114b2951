import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SupervisedProcess, type SupervisedProcessOptions } from '../../../embedded/supervised-process.js';
import { until } from '../../support/until.js';

const answering = `process.on('message', (message) => message.alive === 'asked' && process.send({ alive: 'yes' }));`;

describe('a supervised process', () => {
  let folder: string;
  let said: string[];
  let gaveUp: string[];
  let supervised: SupervisedProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'supervised-'));
    said = [];
    gaveUp = [];
  });
  afterEach(async () => {
    supervised.kill();
    await rm(folder, { recursive: true, force: true });
  });

  async function supervise(text: string, options: Partial<SupervisedProcessOptions> = {}): Promise<SupervisedProcess> {
    const program = join(folder, 'program.mjs');
    await writeFile(program, text);
    supervised = new SupervisedProcess({
      name: 'program',
      program,
      environment: { PATH: process.env.PATH },
      logFile: join(folder, 'program.log'),
      say: (sentence) => said.push(sentence),
      onChange: () => undefined,
      onGivingUp: (reason) => gaveUp.push(reason),
      givesUpAfter: 1,
      canRun: () => true,
      silence: { askEveryMs: 100, afterQuestions: 10 },
      ...options,
    });
    return supervised;
  }

  it('is ended and started anew when it stays silent, though it lives and ignores every signal that asks', async () => {
    await supervise(`process.on('SIGTERM', () => undefined); process.send({ ready: true }); setTimeout(() => { for (;;); }, 50);`);
    await supervised.start();
    const silent = supervised.processID;
    await until('another one runs', () => supervised.processID !== undefined && supervised.processID !== silent);
    expect(said.join()).toContain('did not answer');
  });

  it('is left alone while it answers', async () => {
    await supervise(`${answering} process.send({ ready: true });`);
    await supervised.start();
    const living = supervised.processID;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(supervised.processID).toBe(living);
    expect(said).toEqual([]);
  });

  it('runs without a log where the log can not be opened', async () => {
    await mkdir(join(folder, 'program.log'));
    await supervise(`${answering} console.log('words for nobody'); process.send({ ready: true });`);
    expect(await supervised.start()).toMatchObject({ ready: true });
  });

  it('is given up when it ends again and again, but not while nothing could run', async () => {
    let couldRun = false;
    await supervise(`process.send({ ready: true }, () => process.exit(3));`, { canRun: () => couldRun });
    await supervised.start();
    await until('it ended several times', () => said.length >= 4);
    expect(gaveUp).toEqual([]);
    couldRun = true;
    await until('it is given up', () => gaveUp.length > 0);
    expect(gaveUp[0]).toContain('exit code 3');
  });
});
