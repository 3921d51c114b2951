// The door for large files: tus 1.0.0, so that a lost network costs what was under way and nothing more. An upload belongs to the account that
// began it; its row keeps its room, its file is its place in the object store.
import { MemoryLocker, Server, type Upload } from '@tus/server';
import { attachmentChange, attachmentLimits } from '#core/contract/attachments.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { asRequestError, describeProblem, InvalidFieldsError } from '../../http/problem-details.js';
import type { RouteInput } from '../../http/route.js';
import { assertOwnOrder, reserveRoom } from './reservation.js';
import { ResumableStore, readResumable } from './resumable-store.js';
import { watchArrival } from './while-arriving.js';

// A request that takes an upload over from one whose connection died unseen waits this long for it.
const drainMs = 500;
const locker = new MemoryLocker();

/** Begins an upload: keeps its room and answers with its address. @throws GatewayError as reserveRoom. */
export async function beginResumable(input: RouteInput): Promise<undefined> {
  await assertOwnOrder(input.context, input.caller, input.params.id ?? '');
  const store = new ResumableStore(input.context, input.caller);
  await serve(input, store, { id: undefined });
  return undefined;
}

/**
 * Goes on with an upload (PATCH), says how far it is (HEAD) or takes it back (DELETE).
 *
 * @throws GatewayError `not-found` for whoever did not begin it.
 */
export async function continueResumable(input: RouteInput): Promise<undefined> {
  const { context, caller, params, request } = input;
  const id = params.attachmentID ?? '';
  const row = await readResumable(context, caller, { orderID: params.id ?? '', id });
  const store = new ResumableStore(context, caller, row);
  if (request.method === 'HEAD' && (await store.isWaitingToBeFinished())) await store.finish();
  await serve(input, store, { id });
  return undefined;
}

async function serve(input: RouteInput, store: ResumableStore, upload: { id: string | undefined }): Promise<void> {
  const { context, caller, params, request, response } = input;
  const orderID = params.id ?? '';
  const server = new Server({
    path: '/',
    datastore: store,
    locker,
    lockDrainTimeout: drainMs,
    maxSize: attachmentLimits.fileBytes,
    // The portal's pages have its own origin; no other is told anything.
    allowedOrigins: () => false,
    getFileIdFromRequest: () => upload.id,
    generateUrl: (_request, { id }) => `/api/orders/${orderID}/attachments/resumable/${id}`,
    async namingFunction(_request, metadata) {
      const { fileName, description } = readMetadata(metadata ?? {});
      const size = { exactly: Number(request.get('upload-length')) };
      const reservation = await reserveRoom(context, caller, { orderID, fileName, description, size, isResumable: true });
      store.begin(reservation);
      upload.id = reservation.id;
      return reservation.id;
    },
    async onUploadFinish(_request, _upload: Upload) {
      await store.finish();
      return {};
    },
    onResponseError(_request, error) {
      // Errors of tus itself carry the status that they mean.
      if (error instanceof Error && !('status_code' in error)) store.failure ??= asRequestError(error);
      return undefined;
    },
  });
  dressAnswers(server, store, context.logger);
  const endWatch = watchArrival(context, { request, response }, () => upload.id);
  try {
    await server.handle(request, response);
  } finally {
    endWatch();
  }
}

function readMetadata(metadata: Record<string, string | null>): { fileName: string; description: string } {
  const description = attachmentChange.shape.description.safeParse(metadata.description ?? '');
  if (!description.success) throw new InvalidFieldsError({ description: 'This may have at most 200 characters.' });
  return { fileName: metadata.filename ?? '', description: description.data };
}

const codeOfStatus: Record<number, ConstructorParameters<typeof GatewayError>[0]> = {
  404: 'not-found',
  409: 'conflict',
  410: 'not-found',
  413: 'payload-too-large',
  500: 'internal',
};

/**
 * Gives failures the one form that all of the API has, under the status that tus means. The server's own handler is private: dressing what comes
 * out of it is the only way that leaves the protocol to it.
 */
function dressAnswers(server: Server, store: ResumableStore, logger: RouteInput['context']['logger']): void {
  const open = server as unknown as { handler(request: unknown): Promise<Response> };
  const handle = open.handler.bind(server);
  open.handler = async (request) => {
    const answer = await handle(request);
    await store.settled();
    answer.headers.delete('Access-Control-Expose-Headers');
    if (answer.status < 400) return answer;
    const failure = store.failure ?? new GatewayError(codeOfStatus[answer.status] ?? 'bad-request');
    const problem = describeProblem(failure);
    if (!store.failure) problem.status = answer.status;
    if (problem.status >= 500) logger.error({ err: failure }, 'a resumable upload failed');
    const headers = new Headers(answer.headers);
    headers.set('Content-Type', 'application/problem+json; charset=utf-8');
    const text = JSON.stringify(problem);
    headers.set('Content-Length', String(Buffer.byteLength(text)));
    return new Response(text, { status: problem.status, headers });
  };
}
