import { pipeline } from 'node:stream/promises';
import { contentDisposition, downloadName } from '#core/attachments/file-name.js';
import { shownKey } from '#core/attachments/keys.js';
import { attachmentTypes, isAttachmentMediaType } from '#core/attachments/media-types.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { RouteInput } from '../../http/route.js';
import { recordLook } from '../looks.js';
import { type AttachmentRow, readAttachmentRow } from './attachment-rows.js';

const previewTypes: Record<string, string> = { webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png' };

const locked = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
// Browsers show a PDF in a viewer of their own, which a sandbox forbids; a PDF has no way to this portal's pages or session.
const pdfPolicy = `${locked}; img-src 'self' blob: data:; object-src 'self'; style-src 'unsafe-inline'`;
const sandboxPolicy = `${locked}; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox`;

const whyNot: Partial<Record<AttachmentRow['state'], string>> = {
  reserved: 'The file has not arrived yet.',
  received: 'The file is being checked. It can be opened in a moment.',
  quarantined: 'The virus scan found something in this file. It is kept apart and handed to nobody.',
};

/**
 * Answers with an attachment: the original to be saved, or (`view=1`) what a browser shows, of a photograph without its location and other
 * metadata. Ranges are served.
 *
 * @throws GatewayError `not-found`; `conflict` while it is not checked, and for ever when it is infected.
 */
export async function sendContent(input: RouteInput<unknown, { view?: string | undefined }>): Promise<undefined> {
  const { context, caller, params, query, response } = input;
  const row = await readReady(input);
  const { media_type: mediaType } = row;
  if (!isAttachmentMediaType(mediaType) || !row.object_key) throw new GatewayError('not-found');
  const isView = query.view === '1' && attachmentTypes[mediaType].isViewable;
  const shown = isView ? shownKey(row.object_key, mediaType) : null;
  // Of a photograph that could not be read there is nothing to show.
  if (shown && !row.preview_key) throw new GatewayError('conflict', { explanation: 'This picture can not be shown; download it.' });
  const disposition = contentDisposition(
    isView ? 'inline' : 'attachment',
    downloadName(row.withdrawn_at ? `WITHDRAWN ${row.file_name}` : row.file_name, mediaType),
  );
  response.set({
    'Content-Disposition': disposition,
    'Content-Security-Policy': isView && mediaType === 'application/pdf' ? pdfPolicy : sandboxPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Accept-Ranges': 'bytes',
    ETag: `"${row.sha256}${shown ? '-view' : ''}"`,
  });
  const isBeginning = !/^bytes=[1-9]/.test(input.request.get('range') ?? '');
  const event = isView ? 'attachment-viewed' : 'attachment-downloaded';
  const subject = { attachmentID: params.id, orderID: row.order_id };
  // A player asks for a film in many pieces: one look.
  if (isBeginning) recordLook(context, caller, event, subject);
  await sendObject(input, shown ?? row.object_key, mediaType);
  return undefined;
}

/** Answers with the small picture of an attachment. @throws GatewayError `not-found` where there is none. */
export async function sendPreview(input: RouteInput): Promise<undefined> {
  const row = await readReady(input);
  if (!row.preview_key) throw new GatewayError('not-found');
  const contentType = previewTypes[row.preview_key.slice(row.preview_key.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  input.response.set({
    'Content-Disposition': 'inline',
    'Content-Security-Policy': sandboxPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, max-age=60',
  });
  recordLook(input.context, input.caller, 'attachment-previewed', { attachmentID: row.id, orderID: row.order_id });
  await sendObject(input, row.preview_key, contentType);
  return undefined;
}

async function readReady({ context, caller, params }: Pick<RouteInput, 'context' | 'caller' | 'params'>): Promise<AttachmentRow> {
  const row = await readAttachmentRow(context.database, caller, params.id ?? '');
  if (row.state !== 'ready') throw new GatewayError('conflict', { explanation: whyNot[row.state] ?? 'The file can not be opened.' });
  return row;
}

async function sendObject({ context, request, response }: Pick<RouteInput, 'context' | 'request' | 'response'>, key: string, type: string) {
  const byteCount = await context.objects.byteCount(key);
  const range = readRange(request.get('range'), byteCount, request.get('if-range') ?? null, response.get('ETag') ?? null);
  response.set('Content-Type', type);
  if (range === 'unsatisfiable') {
    response.set('Content-Range', `bytes */${byteCount}`).removeHeader('Content-Disposition');
    response.status(416).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: byteCount };
  response.status(range ? 206 : 200).set('Content-Length', String(end - start));
  if (range) response.set('Content-Range', `bytes ${start}-${end - 1}/${byteCount}`);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.setTimeout(context.settings.HTTP_STALL_TIMEOUT_MS, () => response.destroy());
  try {
    await pipeline(context.objects.read(key, { start, end }), response);
  } catch (error) {
    // The client went away: there is nobody to tell.
    if ((error as { code?: unknown } | null)?.code !== 'ERR_STREAM_PREMATURE_CLOSE') {
      context.logger.error({ err: error, objectKey: key }, 'an attachment could not be sent to its end');
    }
  }
}

/** One range as first byte and the one after the last; null for the whole, also where several are asked for. @see RFC 9110 14 */
function readRange(
  header: string | undefined,
  byteCount: number,
  ifRange: string | null,
  etag: string | null,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match || (ifRange !== null && ifRange !== etag)) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return null;
    const length = Math.min(Number(last), byteCount);
    return length === 0 ? 'unsatisfiable' : { start: byteCount - length, end: byteCount };
  }
  const start = Number(first);
  const end = last === '' ? byteCount : Math.min(Number(last) + 1, byteCount);
  if (last !== '' && Number(last) < start) return null;
  return start >= byteCount ? 'unsatisfiable' : { start, end };
}
