import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { type UploadRequest, uploadAnswer, uploadRequest, uploadState } from '#core/contract/orders.js';
import { type Database, notifyChange } from '#core/database/database.js';
import { isUsableUID } from '#core/dicom/uid.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { InvalidFieldsError } from '../http/problem-details.js';
import { type Route, route } from '../http/route.js';
import { recordChange, recordLook } from './looks.js';
import { seesOrder } from './order-rows.js';
import { studyExamples } from './study-examples.js';

const maxInstances = 200_000;
const missingShown = 1_000;
const receiptLetters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

interface Manifest {
  studies: string[];
  series: string[];
  instances: string[];
}

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

function makeReceiptNumber(): string {
  const letters = Array.from({ length: 8 }, () => receiptLetters[randomInt(receiptLetters.length)]).join('');
  return `U-${new Date().getUTCFullYear()}-${letters}`;
}

const announce = route({
  method: 'post',
  path: '/api/orders/:id/uploads',
  access: ['clinician', 'radiology'],
  scope: 'organization',
  summary: 'Announce what a browser is about to send for an order; answers what need not be sent again.',
  body: uploadRequest as import('zod').ZodType<UploadRequest>,
  bodyLimitBytes: 16 * 1_048_576,
  answer: uploadAnswer,
  examples: studyExamples.announce,
  status: 201,
  async handle({ context, caller, params, body }) {
    const order = await context.database
      .selectFrom('referral_orders as o')
      .select(['o.id', 'o.organization_id', 'o.state'])
      .where('o.id', '=', params.id ?? '')
      .where(seesOrder(caller))
      .executeTakeFirst();
    if (!order) throw new GatewayError('not-found');
    const manifest = flatten(body);
    if (order.state !== 'signed') throw new GatewayError('order-not-open');
    const receiptNumber = makeReceiptNumber();
    return context.database.transaction().execute(async (transaction) => {
      const { id } = await transaction
        .insertInto('uploads')
        .values({ order_id: order.id, account_id: caller.accountID, description: body.description, receipt_number: receiptNumber })
        .returning('id')
        .executeTakeFirstOrThrow();
      await sql`insert into upload_instances (upload_id, study_instance_uid, series_instance_uid, sop_instance_uid)
        select ${id}::uuid, * from unnest(${manifest.studies}::text[], ${manifest.series}::text[], ${manifest.instances}::text[])
        on conflict do nothing`.execute(transaction);
      const alreadyStored = await storedOfUpload(transaction, id);
      await notifyChange(transaction, { kind: 'order', id: order.id, organizationID: order.organization_id, orderID: order.id });
      await recordChange(transaction, caller, { event: 'upload-announced', action: 'C', subject: { uploadID: id, orderID: order.id } });
      return { id, receiptNumber, alreadyStored };
    });
  },
});

/**
 * What need not be sent again: only what came for this very order, so that a broken upload goes on where it was. Whatever came another way is
 * sent and compared by the store, which alone may say that it is the same.
 */
async function storedOfUpload(database: Database, uploadID: string): Promise<string[]> {
  const { rows } = await sql<{ sop_instance_uid: string }>`
    select a.sop_instance_uid from upload_instances a join uploads u on u.id = a.upload_id join referral_orders o on o.id = u.order_id
    join studies s on s.organization_id = o.organization_id and s.study_instance_uid = a.study_instance_uid
    join instances i on i.study_id = s.id and i.sop_instance_uid = a.sop_instance_uid
    join receptions r on r.id = i.reception_id and r.order_id = u.order_id
    where a.upload_id = ${uploadID}::uuid order by a.sop_instance_uid`.execute(database);
  return rows.map((row) => row.sop_instance_uid);
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
    const { rows } = await sql<{
      id: string;
      order_id: string;
      receipt_number: string;
      announced: number;
      missing: number;
      uids: string[] | null;
    }>`
      select u.id, u.order_id, u.receipt_number, count(a.*) as announced, count(a.*) filter (where i.id is null) as missing,
        (array_agg(a.sop_instance_uid order by a.sop_instance_uid) filter (where a.sop_instance_uid is not null and i.id is null))[1:${sql.lit(missingShown)}] as uids
      from uploads u join referral_orders o on o.id = u.order_id left join upload_instances a on a.upload_id = u.id
      left join studies s on s.organization_id = o.organization_id and s.study_instance_uid = a.study_instance_uid
      left join instances i on i.study_id = s.id and i.sop_instance_uid = a.sop_instance_uid
      where u.id = ${params.id}::uuid and ${seesOrder(caller)} group by u.id`.execute(context.database);
    const [row] = rows;
    if (!row) throw new GatewayError('not-found');
    recordLook(context, caller, 'upload-viewed', { uploadID: row.id });
    return {
      id: row.id,
      orderID: row.order_id,
      receiptNumber: row.receipt_number,
      announced: row.announced,
      stored: row.announced - row.missing,
      missing: row.uids ?? [],
    };
  },
});

export const uploadRoutes: Route[] = [announce, show];
