import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { portalRoutes } from '../../../gateway/portal/routes.js';
import { storeRoutes } from '../../../gateway/receive/stow-rs/routes.js';
import { openInstanceStore } from '../../../gateway/store/open-instance-store.js';
import { textOfPDF } from '../../support/pdf-text.js';
import { type PortalFixture, startPortal } from './portal-fixture.js';

jest.setTimeout(120_000);

const repository = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

let portal: PortalFixture;
let folder: string;
let closeStore: () => Promise<void>;

beforeAll(async () => {
  portal = await startPortal({}, [...portalRoutes, ...storeRoutes]);
  const { context } = portal;
  const { settings, objects, logger } = context;
  const opened = await openInstanceStore({ databaseURL: settings.DATABASE_URL ?? '', objects }, settings, {
    gatewayID: randomUUID(),
    logger,
  });
  closeStore = () => opened.close();
  Object.assign(context, { store: opened.store });
  folder = await mkdtemp(join(tmpdir(), 'gateway-api-'));
  const letter = await PDFDocument.create();
  letter.addPage();
  await writeFile(join(folder, 'letter.pdf'), await letter.save());
  const samples = join(folder, 'samples');
  await run(process.execPath, [join(repository, 'dist/dicom-samples/generate/main.js'), samples]);
  await copyFile(join(samples, 'transfer-syntaxes/explicit-vr-little-endian.dcm'), join(folder, 'image.dcm'));
}, 120_000);
afterAll(async () => {
  await closeStore();
  await portal.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** The commands of the document, in their order. */
async function commands(): Promise<string> {
  const text = await readFile(join(repository, 'docs/api.md'), 'utf8');
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('\n');
}

/** What a worker does with a sound file; here no worker runs. */
function lookAtAttachments(): { stop: () => void } {
  const look = () =>
    portal.database
      .updateTable('attachments')
      .set({ state: 'ready' })
      .where('state', '=', 'received')
      .execute()
      .catch(() => undefined);
  const timer = setInterval(() => void look(), 250);
  return { stop: () => clearInterval(timer) };
}

describe('an external system with a token alone', () => {
  it('finds or makes the patient, places the order, attaches a file, signs and sends images, by the commands of docs/api.md', async () => {
    const clinician = await portal.signIn('clinician');
    const { token } = (await clinician.call('POST', '/api/tokens', { name: 'Practice system', expiresInDays: 1 })).json;
    const script = `set -euo pipefail\n${await commands()}`;
    const environment = { PATH: process.env.PATH, HOME: folder, GATEWAY: portal.url, TOKEN: token };
    const looking = lookAtAttachments();
    const { stdout } = await run('bash', ['-c', script], { cwd: folder, env: environment, timeout: 90_000 }).finally(looking.stop);
    const lines = stdout.trim().split('\n');
    expect(lines).toContain('[]');
    expect(stdout).toMatch(/^[0-9a-f]{64}$/m);
    expect(lines.slice(-2)[0]).toBe('1');
    const [order] = (await clinician.call('GET', '/api/orders')).json.orders;
    const detail = (await clinician.call('GET', `/api/orders/${order.id}`)).json;
    expect(detail).toMatchObject({
      state: 'signed',
      placerOrderNumber: 'PRACTICE-2026-0001',
      attachmentCount: 1,
      studyCount: 1,
      patient: { familyName: 'Sample', givenName: 'Sofia' },
    });
    const signature = await portal.database
      .selectFrom('referral_orders')
      .select('signature')
      .where('id', '=', order.id)
      .executeTakeFirstOrThrow();
    expect(signature.signature?.via).toBe('token');
    const [page] = await textOfPDF(await readFile(join(folder, 'order.pdf')));
    for (const part of [order.orderNumber, 'Sample, Sofia', 'RC-100234', 'letter.pdf', 'Electronically signed'])
      expect(page).toContain(part);
  });
});
