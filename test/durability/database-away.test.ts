import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import { connectDatabase } from '#core/database/database.js';
import { ctStudy, type GeneratedInstance, mrStudy } from '../../dicom-samples/generate/large.js';
import { storeInstances } from '../support/dicomweb-client.js';
import { connect, type Requestor } from '../support/dimse-peer/index.js';
import { ownPassword, type SignedInClient, signIn } from '../support/product.js';
import { until } from '../support/until.js';
import { inOrder, lookAtLanding, lostOrAltered } from './evidence.js';
import { type RunningGateway, ScaledSystem } from './scaled-system.js';
import { Acknowledgements, openAssociation, sendByStow, sendOverAssociation, storeOver } from './senders.js';

jest.setTimeout(120_000);

/** The gateway gives up on the row of an instance after 8 s and on a request's statement after 15 s; a busy machine needs some more. */
const storeAnswerMs = 12_000;
const requestAnswerMs = 22_000;

let system: ScaledSystem;
let gateway: RunningGateway;
let riverside: SignedInClient;
const instances = mrStudy(1_000, { seed: 908 });
const take = (count: number) => Array.from({ length: count }, () => instances.next().value as GeneratedInstance);

beforeAll(async () => {
  system = await ScaledSystem.start();
  gateway = await system.startGateway();
  riverside = await signIn(gateway.url, 'clinician', ownPassword);
});

afterAll(() => system?.close());

const isReady = async () => (await fetch(`${gateway.url}/health/ready`)).status === 200;
const isAlive = () => process.kill(gateway.processID, 0);

async function expectInOrder(told: Acknowledgements): Promise<void> {
  expect(await lostOrAltered(riverside, told.byInstance)).toEqual([]);
  // Rows whose commit had no clear end are settled within some seconds.
  await until('every landed file has its row', async () => {
    expect(await lookAtLanding(system.objectFolder, (text) => system.query(text))).toEqual(inOrder);
    return true;
  });
}

async function statusOf(requestor: Requestor, instance: GeneratedInstance): Promise<number | string> {
  const answer = await storeOver(requestor, instance);
  return answer.kind === 'response' ? answer.status : answer.kind;
}

describe('F08 PostgreSQL restarted', () => {
  it('answers A700H and 503 meanwhile and heals without a restart of the gateway', async () => {
    const told = new Acknowledgements();
    const [before, during, after, stowed] = take(4) as [GeneratedInstance, GeneratedInstance, GeneratedInstance, GeneratedInstance];
    const requestor = await openAssociation(gateway.dimsePort, [before]);
    expect(await statusOf(requestor, before)).toBe(0);
    told.add(before, 'data-set');
    await system.postgresql.kill();
    expect(await statusOf(requestor, during)).toBe(0xa700);
    expect((await storeInstances(riverside, [stowed.bytes])).status).toBe(503);
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(503);
    await system.postgresql.restart();
    await until('the gateway is ready again', isReady);
    expect(await statusOf(requestor, after)).toBe(0);
    told.add(after, 'data-set');
    await requestor.release();
    await sendByStow(riverside, [during, stowed], told, 'data-set');
    expect(told.byInstance.size).toBe(4);
    expect(isAlive()).toBe(true);
    await expectInOrder(told);
  });

  it.each([
    ['in order', () => system.postgresql.restart()],
    [
      'by kill -9',
      async () => {
        await system.postgresql.kill();
        await system.postgresql.restart();
      },
    ],
  ])('loses nothing that was acknowledged under load when it goes %s', async (_how, restart) => {
    const told = new Acknowledgements();
    const load = Array.from({ length: 4 }, () => take(60));
    const underWay = new Promise<void>((resolve) => {
      told.onAcknowledged = (count) => {
        if (count === 30) resolve();
      };
    });
    const sending = load.map((part, index) =>
      index < 3 ? sendOverAssociation(gateway.dimsePort, part, told) : sendByStow(riverside, part, told),
    );
    await underWay;
    await restart();
    await Promise.all(sending);
    for (const status of told.refusals) expect(status).toBe(0xa700);
    const missing = told.missingOf(load.flat());
    expect(missing.length).toBeGreaterThan(0);
    await until('the gateway is ready again', isReady);
    await sendByStow(riverside, missing, told, 'data-set');
    expect(told.missingOf(load.flat())).toEqual([]);
    expect(isAlive()).toBe(true);
    await expectInOrder(told);
  });
});

describe('F08 a statement that PostgreSQL ends', () => {
  it('signs nobody out when it was the look for their session', async () => {
    const locking = new pg.Client({ connectionString: system.databaseURL });
    await locking.connect();
    await locking.query('begin; lock table sessions in access exclusive mode');
    const refused = riverside.request('/api/session');
    await until('the session is looked for', async () => {
      const ended = await system.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%sessions%'",
      );
      return ended.length > 0;
    });
    await locking.query('rollback');
    await locking.end();
    const answer = await refused;
    expect(answer.status).toBe(503);
    // Whatever is done to the session at the end of the request is done when the answer is whole.
    await answer.text();
    expect((await riverside.request('/api/session')).status).toBe(200);
  });
});

/** Stops every process of the server, as a hanging disk under it would; gives the way to let them go on. */
function hang(): () => void {
  const postmaster = system.postgresql.processID;
  const backends = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        // The parent's id follows the state, behind the name in parentheses.
        return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]) === postmaster;
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
  const all = [postmaster, ...backends.map(Number)];
  const signal = (name: NodeJS.Signals) => {
    for (const processID of all) process.kill(processID, name);
  };
  signal('SIGSTOP');
  return () => signal('SIGCONT');
}

async function timed<Answer>(work: Promise<Answer>): Promise<{ answer: Answer; ms: number }> {
  const begun = performance.now();
  const answer = await work;
  return { answer, ms: performance.now() - begun };
}

describe('F09 PostgreSQL hanging', () => {
  it('never leaves a given-up transaction open for the statements that come after it', async () => {
    const connection = connectDatabase(system.databaseURL, { maxConnections: 1, statementTimeoutMs: 500 });
    await connection.pool.query('create table f09 (statement text)');
    let goOn: () => void = () => undefined;
    const transaction = connection.database.transaction().execute(async (open) => {
      await sql`insert into f09 values ('before')`.execute(open);
      goOn = hang();
      await sql`insert into f09 values ('given up')`.execute(open);
    });
    await expect(transaction.finally(() => goOn())).rejects.toThrow('Query read timeout');
    await connection.pool.query("insert into f09 values ('after')");
    await connection.close();
    expect(await system.query('select statement from f09')).toEqual([{ statement: 'after' }]);
  });

  it('answers C-ECHO at once, C-STORE with A700H and STOW-RS with 503 in bounded time, and heals', async () => {
    const told = new Acknowledgements();
    const [inTransfer] = [...ctStudy(1, { seed: 909 })] as [GeneratedInstance];
    const [first, second, stowed] = take(3) as [GeneratedInstance, GeneratedInstance, GeneratedInstance];
    const verifying = await connect({ port: gateway.dimsePort });
    await verifying.associate();
    const requestors = await Promise.all([first, inTransfer].map((instance) => openAssociation(gateway.dimsePort, [instance])));
    const [storing, transferring] = requestors as [Requestor, Requestor];
    expect(await statusOf(storing, first)).toBe(0);
    told.add(first, 'data-set');
    const goOn = hang();
    try {
      const echo = await timed(verifying.echo());
      expect(echo.answer).toMatchObject({ kind: 'response', status: 0 });
      expect(echo.ms).toBeLessThan(2_000);
      const answers = await Promise.all([
        timed(statusOf(storing, second)),
        timed(statusOf(transferring, inTransfer)),
        timed(storeInstances(riverside, [stowed.bytes]).then(({ status }) => status)),
      ]);
      expect(answers.map(({ answer }) => answer)).toEqual([0xa700, 0xa700, 503]);
      for (const { ms } of answers.slice(0, 2)) expect(ms).toBeLessThan(storeAnswerMs);
      expect(answers[2].ms).toBeLessThan(requestAnswerMs);
      expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(503);
      expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
      expect(await verifying.echo()).toMatchObject({ kind: 'response', status: 0 });
    } finally {
      goOn();
    }
    await until('the gateway is ready again', isReady);
    expect(await statusOf(storing, second)).toBe(0);
    told.add(second, 'data-set');
    await Promise.all([storing.release(), transferring.release(), verifying.release()]);
    await sendByStow(riverside, [inTransfer, stowed], told, 'data-set');
    expect(told.byInstance.size).toBe(4);
    expect(isAlive()).toBe(true);
    await expectInOrder(told);
  });
});
