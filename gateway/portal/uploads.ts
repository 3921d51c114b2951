import { sql } from 'kysely';
import type { z } from 'zod';
import {
  type UploadRequest,
  uploadAnswer,
  uploadComparison,
  uploadEndingRequest,
  uploadPauseRequest,
  uploadRequest,
  uploadState,
} from '#core/contract/orders.js';
import type { Database } from '#core/database/database.js';
import { isUsableUID } from '#core/dicom/uid.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import {
  announceUpload,
  leaveOutRest,
  type Manifest,
  type OpenUpload,
  type OrderOfUpload,
  pauseUpload,
  storedForOrder,
} from '#core/studies/announcements.js';
import { missingBeyond, missingOfOrders } from '#core/studies/missing-instances.js';
import { InvalidFieldsError } from '../http/problem-details.js';
import { type Caller, type Route, type RouteInput, route } from '../http/route.js';
import { isoTimeOrNull } from './dicom-text.js';
import { recordChange, recordLook } from './looks.js';
import { addHistory } from './order-locking.js';
import { seesOrder } from './order-rows.js';
import { studyExamples } from './study-examples.js';

const maxInstances = 200_000;
const manifestBytes = 16 * 1_048_576;
const missingShown = 1_000;

/** @throws InvalidFieldsError for UIDs that can be none, GatewayError `payload-too-large` for more instances than one upload may have. */
function flatten(request: UploadRequest): Manifest {
  const manifest: Manifest = { studies: [], series: [], instances: [] };
  for (const study of request.studies) {
    for (const series of study.series) {
      const uids = [study.studyInstanceUID, series.seriesInstanceUID, ...series.sopInstanceUIDs];
      if (!uids.every(isUsableUID)) throw new InvalidFieldsError({ studies: 'A unique identifier holds characters that are not allowed.' });
      for (const sopInstanceUID of series.sopInstanceUIDs) {
        manifest.studies.push(study.studyInstanceUID);
        manifest.series.push(series.seriesInstanceUID);
        manifest.instances.push(sopInstanceUID);
      }
    }
  }
  if (manifest.instances.length > maxInstances) throw new GatewayError('payload-too-large');
  return manifest;
}

/** @throws GatewayError `not-found` for an order that the caller does not see, `order-not-open` for one that takes nothing. */
async function openOrder({ context, caller, params }: RouteInput): Promise<OrderOfUpload> {
  const order = await context.database
    .selectFrom('referral_orders as o')
    .select(['o.id', 'o.organization_id as organizationID', 'o.state'])
    .where('o.id', '=', params.id ?? '')
    .where(seesOrder(caller))
    .executeTakeFirst();
  if (!order) throw new GatewayError('not-found');
  if (order.state !== 'signed') throw new GatewayError('order-not-open');
  return { id: order.id, organizationID: order.organizationID };
}

const announce = route({
  method: 'post',
  path: '/api/orders/:id/uploads',
  access: ['clinician', 'radiology'],
  scope: 'organization',
  summary: 'Announce what a browser is about to send for an order; answers what need not be sent again.',
  body: uploadRequest as z.ZodType<UploadRequest>,
  bodyLimitBytes: manifestBytes,
  answer: uploadAnswer,
  examples: studyExamples.announce,
  status: 201,
  async handle(input) {
    const { context, caller, body } = input;
    const manifest = flatten(body);
    const order = await openOrder(input);
    return context.database.transaction().execute(async (transaction) => {
      const upload = { accountID: caller.accountID, description: body.description, manifest };
      const answer = await announceUpload(transaction, order, upload);
      const subject = { uploadID: answer.id, orderID: order.id };
      await recordChange(transaction, caller, { event: 'upload-announced', action: 'C', subject });
      return answer;
    });
  },
});

const compare = route({
  method: 'post',
  path: '/api/orders/:id/uploads/comparison',
  access: ['clinician', 'radiology'],
  scope: 'organization',
  summary:
    'Compare what a browser has with what is here, before it announces anything: what need not be sent, and what is missing all the same.',
  body: uploadRequest as z.ZodType<UploadRequest>,
  bodyLimitBytes: manifestBytes,
  answer: uploadComparison,
  examples: { request: studyExamples.announce.request, answer: { alreadyStored: 750, toSend: 9_250, stillMissing: 0 } },
  async handle(input) {
    const { context, caller, body } = input;
    const manifest = flatten(body);
    const order = await openOrder(input);
    const alreadyStored = (await storedForOrder(context.database, order, manifest)).length;
    recordLook(context, caller, 'upload-compared', { orderID: order.id });
    return {
      alreadyStored,
      toSend: new Set(manifest.instances).size - alreadyStored,
      stillMissing: await missingBeyond(context.database, order.id, manifest.instances),
    };
  },
});

interface UploadRow {
  id: string;
  order_id: string;
  receipt_number: string;
  ended_at: Date | null;
  announced: number;
  stored: number;
  left_out: number;
  uids: string[] | null;
}

/** @throws GatewayError `not-found` for an upload that is not there or of an order that the caller does not see: one answer for both. */
async function readUpload(database: Database, caller: Caller, uploadID: string): Promise<z.infer<typeof uploadState>> {
  const { rows } = await sql<UploadRow>`
    select u.id, u.order_id, u.receipt_number, u.ended_at, count(a.*) as announced, count(i.id) as stored,
      count(a.*) filter (where i.id is null and a.left_out) as left_out,
      (array_agg(a.sop_instance_uid order by a.sop_instance_uid)
        filter (where a.sop_instance_uid is not null and i.id is null and not a.left_out))[1:${sql.lit(missingShown)}] as uids
    from uploads u join referral_orders o on o.id = u.order_id left join upload_instances a on a.upload_id = u.id
    left join studies s on s.organization_id = o.organization_id and s.study_instance_uid = a.study_instance_uid
    left join instances i on i.study_id = s.id and i.sop_instance_uid = a.sop_instance_uid
    where u.id = ${uploadID}::uuid and ${seesOrder(caller)} group by u.id`.execute(database);
  const [row] = rows;
  if (!row) throw new GatewayError('not-found');
  return {
    id: row.id,
    orderID: row.order_id,
    receiptNumber: row.receipt_number,
    announced: row.announced,
    stored: row.stored,
    missing: row.uids ?? [],
    leftOut: row.left_out,
    endedAt: isoTimeOrNull(row.ended_at),
  };
}

const show = route({
  method: 'get',
  path: '/api/uploads/:id',
  access: ['clinician', 'radiology', 'admin'],
  scope: 'organization',
  summary: 'How much of an announced upload is stored, and what is missing.',
  answer: uploadState,
  examples: studyExamples.upload,
  async handle({ context, caller, params }) {
    const upload = await readUpload(context.database, caller, params.id ?? '');
    recordLook(context, caller, 'upload-viewed', { uploadID: upload.id });
    return upload;
  },
});

interface LockedUpload extends OpenUpload {
  state: 'draft' | 'signed' | 'cancelled' | 'closed';
}

/** Locks the order of an upload: whoever changes what is expected of it does so one after the other. */
async function lockUpload(transaction: Database, caller: Caller, uploadID: string): Promise<LockedUpload> {
  const row = await transaction
    .selectFrom('uploads as u')
    .innerJoin('referral_orders as o', 'o.id', 'u.order_id')
    .select(['u.id as uploadID', 'o.id', 'o.organization_id as organizationID', 'o.state'])
    .where('u.id', '=', uploadID)
    .where(seesOrder(caller))
    .forUpdate('o')
    .executeTakeFirst();
  if (!row) throw new GatewayError('not-found');
  return row;
}

const end = route({
  method: 'post',
  path: '/api/uploads/:id/ending',
  access: ['clinician', 'radiology'],
  scope: 'organization',
  summary: 'Say that the rest of an upload is not coming: it is left out, counted and shown, and keeps nothing incomplete any more.',
  body: uploadEndingRequest,
  answer: uploadState,
  examples: {
    request: { reason: 'The disc is damaged; the practice has no copy.' },
    answer: { ...studyExamples.upload.answer, missing: [], leftOut: 1, endedAt: '2026-11-20T16:02:00.000Z' },
  },
  async handle({ context, caller, params, body }) {
    const uploadID = params.id ?? '';
    const reason = body.reason || null;
    await context.database.transaction().execute(async (transaction) => {
      const upload = await lockUpload(transaction, caller, uploadID);
      const imageCount = await leaveOutRest(transaction, upload, { accountID: caller.accountID, reason });
      // Ending twice, or where nothing is missing, is no event.
      if (imageCount === 0) return;
      const entry = { orderID: upload.id, event: 'images-left-out', from: upload.state, to: upload.state } as const;
      await addHistory(transaction, caller, { ...entry, imageCount, ...(reason ? { reason } : {}) });
      await recordChange(transaction, caller, {
        event: 'upload-rest-left-out',
        action: 'U',
        subject: { uploadID, orderID: upload.id, imageCount },
      });
    });
    return readUpload(context.database, caller, uploadID);
  },
});

const pause = route({
  method: 'post',
  path: '/api/uploads/:id/pause',
  access: ['clinician', 'radiology'],
  scope: 'organization',
  summary:
    'Say that an upload stops for now, as a page does that is closed: what it announced is still expected, but nothing is on its way.',
  body: uploadPauseRequest,
  answer: uploadState,
  examples: { request: {}, answer: studyExamples.upload.answer },
  async handle({ context, caller, params }) {
    const uploadID = params.id ?? '';
    await context.database.transaction().execute(async (transaction) => {
      const upload = await lockUpload(transaction, caller, uploadID);
      // A page says so at the end of each upload; where everything is here, it means nothing.
      if (!(await missingOfOrders(transaction, [upload.id])).has(upload.id)) return;
      await pauseUpload(transaction, upload);
      await recordChange(transaction, caller, { event: 'upload-paused', action: 'U', subject: { uploadID, orderID: upload.id } });
    });
    return readUpload(context.database, caller, uploadID);
  },
});

export const uploadRoutes: Route[] = [announce, compare, show, end, pause];
