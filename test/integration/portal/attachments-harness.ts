import { randomBytes } from 'node:crypto';
import { createCanvas } from '@napi-rs/canvas';
import { sql } from 'kysely';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';
import type { Attachment } from '#core/contract/attachments.js';
import { createLogger } from '#core/logging/logger.js';
import { forgetAttachments } from '../../../workers/attachments/forget-attachments.js';
import { lookAtNextAttachment } from '../../../workers/attachments/look-at-attachments.js';
import { type AttachmentReader, createAttachmentReader } from '../../../workers/attachments/reader.js';
import { buildProgram } from '../workers/fixture.js';
import type { Answer, Client, PortalFixture } from './portal-fixture.js';

const mebi = 2 ** 20;
export const fileLimit = 100 * mebi;
export const orderLimit = 1024 * mebi;

/** Bytes that are taken for a JPEG, of any length. */
export function pictureOf(byteCount: number): Buffer {
  const bytes = Buffer.alloc(byteCount);
  Buffer.from('ffd8ffe000104a46494600010100', 'hex').copy(bytes);
  randomBytes(Math.min(64, Math.max(0, byteCount - 14))).copy(bytes, 14);
  return bytes;
}

export async function makePDF(pages: readonly string[]): Promise<Buffer> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const text of pages) document.addPage([400, 600]).drawText(text, { x: 20, y: 550, size: 12, font });
  return Buffer.from(await document.save());
}

/** A photograph 80 wide and 40 high that lies on its side and says where it was taken. */
export async function makePhotograph(): Promise<Buffer> {
  const canvas = createCanvas(80, 40);
  const pen = canvas.getContext('2d');
  pen.fillStyle = 'red';
  pen.fillRect(0, 0, 80, 40);
  const plain = canvas.toBuffer('image/png');
  return sharp(plain)
    .withExif({ IFD0: { Copyright: 'Riverside camera' }, IFD3: { GPSLatitude: '51/1 30/1 0/1', GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Copyright: 'Riverside camera' }, IFD3: { GPSLatitude: '51/1 30/1 0/1', GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer();
}

export interface Sent {
  fileName?: string;
  fields?: Record<string, string>;
  headers?: Record<string, string>;
}

/** Sends a file as a page does: the fields first, then the file. */
export function attach(portal: PortalFixture, client: Client, orderID: string, bytes: Buffer, sent: Sent = {}): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(sent.fields ?? {})) form.append(name, value);
  form.append('file', new Blob([bytes as never]), sent.fileName ?? 'scan.pdf');
  return send(portal, client, orderID, form, sent.headers);
}

export async function send(
  portal: PortalFixture,
  client: Client,
  orderID: string,
  body: BodyInit,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${portal.url}/api/orders/${orderID}/attachments`, {
    method: 'POST',
    headers: { cookie: client.cookie, 'x-csrf-token': client.csrfToken, ...headers },
    body,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

export const tusHeaders = { 'tus-resumable': '1.0.0' };
const base64 = (text: string) => Buffer.from(text).toString('base64');

export async function tus(
  portal: PortalFixture,
  client: Client,
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: BodyInit; signal?: AbortSignal } = {},
): Promise<Answer> {
  const response = await fetch(portal.url + path, {
    method,
    headers: { cookie: client.cookie, 'x-csrf-token': client.csrfToken, ...tusHeaders, ...options.headers },
    ...(options.body ? { body: options.body, duplex: 'half' } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  } as RequestInit);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

export function beginResumable(portal: PortalFixture, client: Client, orderID: string, byteCount: number, fileName = 'film.mpg') {
  const metadata = `filename ${base64(fileName)},description ${base64('A film')}`;
  return tus(portal, client, 'POST', `/api/orders/${orderID}/attachments/resumable`, {
    headers: { 'upload-length': String(byteCount), 'upload-metadata': metadata },
  });
}

export function sendPart(portal: PortalFixture, client: Client, location: string, offset: number, part: Buffer | ReadableStream) {
  return tus(portal, client, 'PATCH', location, {
    headers: { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
    body: part as BodyInit,
  });
}

/** An order that takes files, straight into the database: how it is placed is another test's matter. */
export async function makeOrder(portal: PortalFixture, state: 'draft' | 'signed' | 'cancelled' = 'draft'): Promise<string> {
  const organizationID = portal.organizations.riverside;
  const { rows } = await sql<{ id: string }>`
    with p as (
      insert into patients (family_name, given_name, birth_date, sex) values ('Sample', 'Sofia', '1968-04-12', 'F') returning id)
    insert into referral_orders (organization_id, patient_key, state, images_by, sender_patient_id, called_ae_title, called_ae_title_expires_at,
      signed_at)
    select ${organizationID}::uuid, p.id, ${state}, 'none', 'RC-1', ${randomBytes(6).toString('hex').toUpperCase()}, now() + interval '1 day',
      case when ${state} = 'signed' then now() end
    from p returning id`.execute(portal.database);
  return rows[0]?.id ?? '';
}

export async function listOf(client: Client, orderID: string): Promise<{ attachments: Attachment[]; roomTaken: number; room: number }> {
  return (await client.call('GET', `/api/orders/${orderID}/attachments`)).json;
}

/** What a worker does with attachments, on the fixture's database and store. */
export async function openWorker(portal: PortalFixture) {
  const program = await buildProgram('workers/attachments/reader-process.ts');
  const { database, objects } = portal.context;
  const base = { database, objects, logger: createLogger('test', 'silent') };
  return {
    async lookAtAll(options: { clamdPort?: number; timeoutMs?: number; reader?: AttachmentReader } = {}): Promise<void> {
      const reader = options.reader ?? createAttachmentReader({ entry: program.entry, timeoutMs: options.timeoutMs ?? 30_000 });
      const clamd = options.clamdPort ? { host: '127.0.0.1', port: options.clamdPort, timeoutMs: 2_000 } : null;
      while (await lookAtNextAttachment({ ...base, reader, clamd }));
    },
    forget: (abandonedAfterMs: number) => forgetAttachments(base, abandonedAfterMs),
    close: program.remove,
  };
}
