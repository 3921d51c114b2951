import { z } from 'zod';
import { describeFile, type FileChange, removeFile, withdrawFile } from '#core/attachments/order-files.js';
import { attachment, attachmentChange, attachmentLimits, attachmentList, withdrawalRequest } from '#core/contract/attachments.js';
import type { Database } from '#core/database/database.js';
import { inTransaction } from '#core/database/in-transaction.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../../context.js';
import { type Caller, type Route, route } from '../../http/route.js';
import { recordChange, recordLook } from '../looks.js';
import { seesOrder } from '../order-rows.js';
import { type AttachmentRow, listAttachments, readAttachment, readAttachmentRow } from './attachment-rows.js';
import { sendContent, sendPreview } from './content.js';
import { receiveWholeFile } from './multipart-door.js';
import { forgetBytes } from './reservation.js';
import { beginResumable, continueResumable } from './resumable-door.js';

const readers = ['clinician', 'radiology', 'admin'] as const;
const senders = ['clinician'] as const;

const example = {
  id: '7d9f1c52-5d1e-4a57-8f0b-0f6f0c9e0001',
  orderID: '7d9f1c52-5d1e-4a57-8f0b-0f6f0c9e0002',
  fileName: 'Sample, Sofia 1968-04-12.pdf',
  description: 'Clinic notes, March',
  state: 'ready',
  mediaType: 'application/pdf',
  byteCount: 182_044,
  receivedBytes: 182_044,
  pageCount: 4,
  width: null,
  height: null,
  hasPreview: true,
  scan: 'clean',
  warnings: [],
  refusalCode: null,
  afterSigning: false,
  withdrawn: null,
  by: 'Riley Referrer',
  createdAt: '2026-03-02T14:30:00.000Z',
} as const;

const list = route({
  method: 'get',
  path: '/api/orders/:id/attachments',
  access: readers,
  scope: 'organization',
  summary: 'The files attached to an order, those on their way, and the room that is left.',
  answer: attachmentList,
  examples: { answer: { attachments: [example], roomTaken: example.byteCount, room: attachmentLimits.orderBytes } },
  async handle({ context, caller, params }) {
    const order = await context.database
      .selectFrom('referral_orders as o')
      .select('o.id')
      .where('o.id', '=', params.id ?? '')
      .where(seesOrder(caller))
      .executeTakeFirst();
    if (!order) throw new GatewayError('not-found');
    const answer = await listAttachments(context.database, order.id);
    recordLook(context, caller, 'attachments-listed', { orderID: order.id });
    return answer;
  },
});

const attach = route({
  method: 'post',
  path: '/api/orders/:id/attachments',
  bodyType: 'multipart/form-data',
  access: senders,
  scope: 'organization',
  summary:
    'Attach a file: multipart/form-data with `description` and `byteCount` before the one part `file`. Up to 100 MB; above 8 MB the resumable way is better.',
  body: 'stream',
  answer: attachment,
  status: 201,
  examples: { answer: { ...example, state: 'received', pageCount: null, hasPreview: false, scan: 'awaiting' } },
  handle: receiveWholeFile,
});

const begin = route({
  method: 'post',
  path: '/api/orders/:id/attachments/resumable',
  access: senders,
  scope: 'organization',
  summary: 'Begin a resumable attachment (tus 1.0.0, creation): Upload-Length, and filename and description in Upload-Metadata.',
  body: 'stream',
  status: 201,
  handle: beginResumable,
});

const resumableSummaries = {
  head: 'How many bytes of a resumable attachment have arrived (tus 1.0.0). Only for the account that began it.',
  patch: 'Go on with a resumable attachment (tus 1.0.0). Only for the account that began it.',
  delete: 'Take back a resumable attachment that is not whole (tus 1.0.0, termination). Only for the account that began it.',
} as const;

const resumable = (['head', 'patch', 'delete'] as const).map((method) =>
  route({
    method,
    path: '/api/orders/:id/attachments/resumable/:attachmentID',
    access: senders,
    scope: 'organization',
    summary: resumableSummaries[method],
    body: 'stream',
    status: method === 'head' ? 200 : 204,
    handle: continueResumable,
  }),
);

const describe = route({
  method: 'patch',
  path: '/api/attachments/:id',
  access: senders,
  scope: 'organization',
  summary: 'Describe an attachment of a draft, or one that was added to a signed order and has no description yet.',
  body: attachmentChange,
  answer: attachment,
  examples: { request: { description: example.description }, answer: example },
  async handle({ context, caller, params, body }) {
    const row = await readAttachmentRow(context.database, caller, params.id ?? '');
    await changeFile(context, caller, { row, event: 'attachment-described', action: 'U' }, (transaction, change) =>
      describeFile(transaction, change, body.description),
    );
    return readAttachment(context.database, caller, row.id);
  },
});

interface FileEvent {
  row: AttachmentRow;
  event: string;
  action: 'U' | 'D';
}

/** Changes a file under the lock of its order, with its audit record. */
async function changeFile(
  context: GatewayContext,
  caller: Caller,
  { row, event, action }: FileEvent,
  work: (transaction: Database, change: FileChange) => Promise<void>,
): Promise<void> {
  const change = { attachmentID: row.id, orderID: row.order_id, accountID: caller.accountID };
  await inTransaction(context.database, async (transaction) => {
    await work(transaction, change);
    await recordChange(transaction, caller, { event, action, subject: { attachmentID: row.id, orderID: row.order_id } });
  });
}

const withdraw = route({
  method: 'post',
  path: '/api/attachments/:id/withdrawal',
  access: senders,
  scope: 'organization',
  summary: 'Withdraw a file of a signed order with a reason. It stays, and is shown as withdrawn.',
  body: withdrawalRequest,
  answer: attachment,
  examples: {
    request: { reason: 'It is of another patient' },
    answer: {
      ...example,
      withdrawn: { by: 'Riley Referrer', at: '2026-03-03T08:00:00.000Z', reason: 'It is of another patient' },
    },
  },
  async handle({ context, caller, params, body }) {
    const row = await readAttachmentRow(context.database, caller, params.id ?? '');
    await changeFile(context, caller, { row, event: 'attachment-withdrawn', action: 'U' }, (transaction, change) =>
      withdrawFile(transaction, change, body.reason),
    );
    return readAttachment(context.database, caller, row.id);
  },
});

const remove = route({
  method: 'delete',
  path: '/api/attachments/:id',
  access: senders,
  scope: 'organization',
  summary:
    'Take an attachment of a draft back, or end one that is on its way. Its bytes are deleted; that it was there is on record. Of a signed order a file is withdrawn instead (409).',
  status: 204,
  async handle({ context, caller, params }) {
    const row = await readAttachmentRow(context.database, caller, params.id ?? '');
    await changeFile(context, caller, { row, event: 'attachment-removed', action: 'D' }, removeFile);
    await forget(context, row);
    return undefined;
  },
});

async function forget(context: GatewayContext, row: AttachmentRow): Promise<void> {
  if (!row.object_key) return;
  try {
    await forgetBytes(context, row.id, row.object_key);
  } catch (error) {
    context.logger.warn({ err: error, attachmentID: row.id }, 'bytes of a removed attachment are still there; housekeeping deletes them');
  }
}

const contentQuery = z.object({ view: z.enum(['0', '1']).optional(), download: z.enum(['0', '1']).optional() });

const content = route({
  method: 'get',
  path: '/api/attachments/:id/content',
  answerType: 'application/octet-stream',
  access: readers,
  scope: 'organization',
  summary: 'The file: to be saved as it came, or with `view=1` as a browser shows it (PDF, JPEG, PNG, MP4). Ranges are served.',
  query: contentQuery,
  handle: sendContent,
});

const preview = route({
  method: 'get',
  path: '/api/attachments/:id/preview',
  answerType: 'image/*',
  access: readers,
  scope: 'organization',
  summary: 'A small picture: the first page, the photograph, or a frame of the film.',
  handle: sendPreview,
});

export const attachmentRoutes: Route[] = [list, attach, begin, ...resumable, describe, remove, withdraw, content, preview];
