import { recordAudit } from '#core/audit/audit.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { covers, parseAccept } from '../dicomweb/media-type.js';
import { namedResource, resolveScope } from '../dicomweb/scope.js';
import type { RouteInput } from '../http/route.js';
import { selectInstances } from './instance-selection.js';
import { streamAnswer } from './streamed-answer.js';

const contentTypes: Record<string, string> = { webp: 'image/webp', jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png' };

/**
 * Answers with the picture of a series (for a study, of its first series that has one).
 *
 * @throws GatewayError `not-found` when there is none, or nothing that the caller may see; `not-acceptable` when pictures are not.
 * @see PS3.18 10.4.1.1.5
 */
export async function retrieveThumbnail(input: RouteInput): Promise<undefined> {
  const { request, context, caller } = input;
  const scope = await resolveScope(input);
  const named = namedResource(input.params);
  const selection = await selectInstances(context.database, scope, named);
  const { seriesInstanceUID } = named;
  const series = await context.database
    .selectFrom('series')
    .select('thumbnail_key')
    .where('study_id', '=', selection.studyID)
    .where('thumbnail_key', 'is not', null)
    .$if(seriesInstanceUID !== undefined, (query) => query.where('series_instance_uid', '=', seriesInstanceUID ?? ''))
    .orderBy('series_number')
    .limit(1)
    .executeTakeFirst();
  const key = series?.thumbnail_key;
  if (!key) throw new GatewayError('not-found');
  const contentType = contentTypes[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  if (!parseAccept(request.headers.accept).some((range) => covers(range, contentType))) throw new GatewayError('not-acceptable');
  await context.objects.byteCount(key);
  await recordAudit(context.database, {
    event: 'thumbnail-retrieved',
    action: 'R',
    accountID: caller.accountID,
    organizationID: caller.organizationID,
    remoteAddress: caller.remoteAddress,
    subject: { ...named, studyID: selection.studyID },
  });
  await streamAnswer(input, { contentType, cacheControl: 'private, max-age=60' }, context.objects.read(key));
  return undefined;
}

/** Sends whoever asks for the picture of an instance to that of its series. */
export async function redirectToSeriesThumbnail(input: RouteInput): Promise<undefined> {
  const scope = await resolveScope(input);
  await selectInstances(input.context.database, scope, namedResource(input.params));
  input.response.setHeader('Location', '../../thumbnail');
  input.response.status(303).end();
  return undefined;
}
