// WADO-RS: hands out studies, series and instances as they are stored (PS3.18 10.4), streaming from the object store with the client's
// back-pressure. Every data set is checked on the way out; one that is not what was acknowledged never ends like a whole one.
import { randomUUID } from 'node:crypto';
import { recordAudit } from '#core/audit/audit.js';
import { dataSetToDicomJson } from '#core/dicom/dicom-json.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../context.js';
import { addWarning, assertAcceptsDicomJson, DICOM_JSON } from '../dicomweb/dicom-json-answer.js';
import { type DicomwebScope, namedResource, OTHER_COPY_WARNING, resolveScope, resourceURL } from '../dicomweb/scope.js';
import type { RouteInput } from '../http/route.js';
import { chooseInstanceForm } from './instance-media-type.js';
import { type InstanceSelection, readSelection, type StoredInstanceRow, selectInstances } from './instance-selection.js';
import { assertBytesThere, readDataSet, readPart10 } from './stored-bytes.js';
import { reportingDamage, streamAnswer } from './streamed-answer.js';

/**
 * Carries out a Retrieve transaction for the instances of a study, of a series, or one.
 *
 * @throws GatewayError `not-found` for what is not there or not the caller's, `not-acceptable` when nothing that is asked for can be given
 *   without changing stored bytes, `stored-bytes-damaged` when it is found before the answer has begun.
 * @see PS3.18 10.4
 */
export async function retrieveInstances(input: RouteInput): Promise<undefined> {
  const { request, context } = input;
  const scope = await resolveScope(input);
  const selection = await selectInstances(context.database, scope, namedResource(input.params));
  const isSingle = selection.named.sopInstanceUID !== undefined;
  const form = chooseInstanceForm(request.headers.accept, { isSingle, transferSyntaxUIDs: selection.transferSyntaxUIDs });
  const first = await beginAnswer(input, selection, 'instances-retrieved');
  if (form === 'single-part') {
    const contentType = `application/dicom; transfer-syntax=${first.transferSyntaxUID}`;
    await streamAnswer(input, { contentType }, readPart10(context.objects, first));
    return undefined;
  }
  const boundary = `instance-${randomUUID()}`;
  const body = multipartBody({ context, scope, selection, boundary });
  await streamAnswer(input, { contentType: `multipart/related; type="application/dicom"; boundary=${boundary}` }, body);
  return undefined;
}

/**
 * Carries out a Retrieve transaction for the metadata of a study, of a series, or of one instance: DICOM JSON of the whole data sets, with an
 * address in the place of every bulk value.
 *
 * @throws GatewayError as retrieveInstances.
 * @see PS3.18 10.4.1.1.2
 */
export async function retrieveMetadata(input: RouteInput): Promise<undefined> {
  const { request, context } = input;
  const scope = await resolveScope(input);
  const selection = await selectInstances(context.database, scope, namedResource(input.params));
  assertAcceptsDicomJson(request);
  await beginAnswer(input, selection, 'metadata-retrieved');
  await streamAnswer(input, { contentType: DICOM_JSON }, metadataBody({ context, scope, selection }));
  return undefined;
}

/** Answers what the standard has and this service does not offer, to those who may see the instance at all. */
export async function refuseUnbuilt(input: RouteInput): Promise<undefined> {
  const scope = await resolveScope(input);
  await selectInstances(input.context.database, scope, namedResource(input.params));
  throw new GatewayError('not-implemented');
}

/** Does what must be done before the first byte leaves: finds that the bytes are there, and writes down who looks. */
async function beginAnswer(input: RouteInput, selection: InstanceSelection, event: string): Promise<StoredInstanceRow> {
  const { context, caller, response } = input;
  const { value: first } = await readSelection(context.database, selection).next();
  if (!first) throw new GatewayError('not-found');
  await reportingDamage(input, () => assertBytesThere(context.objects, first));
  await recordAudit(context.database, {
    event,
    action: 'R',
    accountID: caller.accountID,
    organizationID: caller.organizationID,
    remoteAddress: caller.remoteAddress,
    subject: { ...selection.named, studyID: selection.studyID, instanceCount: selection.instanceCount },
  });
  if (selection.hasOtherCopy) addWarning(response, OTHER_COPY_WARNING);
  return first;
}

interface Answer {
  context: GatewayContext;
  scope: DicomwebScope;
  selection: InstanceSelection;
}

async function* multipartBody({
  context,
  scope,
  selection,
  boundary,
}: Answer & { boundary: string }): AsyncGenerator<Buffer, void, undefined> {
  let lineBreak = '';
  for await (const row of readSelection(context.database, selection)) {
    const type = `application/dicom; transfer-syntax=${row.transferSyntaxUID}`;
    yield Buffer.from(
      `${lineBreak}--${boundary}\r\nContent-Type: ${type}\r\nContent-Location: ${addressOf(scope, selection, row)}\r\n\r\n`,
    );
    yield* readPart10(context.objects, row);
    lineBreak = '\r\n';
  }
  yield Buffer.from(`${lineBreak}--${boundary}--\r\n`);
}

async function* metadataBody({ context, scope, selection }: Answer): AsyncGenerator<Buffer, void, undefined> {
  let before = '[';
  for await (const row of readSelection(context.database, selection)) {
    const address = addressOf(scope, selection, row);
    const bulkDataURI = (path: string) => `${address}/bulkdata/${path}`;
    const dataSet = await dataSetToDicomJson(readDataSet(context.objects, row), row.transferSyntaxUID, { bulkDataURI });
    yield Buffer.from(before + JSON.stringify(dataSet));
    before = ',\n';
  }
  yield Buffer.from(']');
}

function addressOf({ baseURL }: DicomwebScope, { named }: InstanceSelection, row: StoredInstanceRow): string {
  return resourceURL(baseURL, { ...named, seriesInstanceUID: row.seriesInstanceUID, sopInstanceUID: row.sopInstanceUID });
}
