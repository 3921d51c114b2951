// The door for ordinary files: one file in a multipart body, streamed by multer straight to its place. Success is answered when the file and its
// row are durable; every other end leaves neither bytes nor room taken.
import type { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import multer from 'multer';
import { z } from 'zod';
import { bytesToReserve, type ExpectedSize, mostMultipartOverhead, tooLarge } from '#core/attachments/room.js';
import { type Attachment, attachmentChange, attachmentLimits } from '#core/contract/attachments.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../../context.js';
import { parseBySchema } from '../../http/request-body.js';
import type { Caller, RouteInput } from '../../http/route.js';
import { ArrivingFile } from './arriving-file.js';
import { readAttachment } from './attachment-rows.js';
import { refusalOf } from './refusals.js';
import { abandonAttachment, assertOwnOrder, completeAttachment, type Reservation, reserveRoom, type WholeFile } from './reservation.js';
import { watchArrival } from './while-arriving.js';

const fieldsBeforeFile = z
  .object({
    description: attachmentChange.shape.description.default(''),
    byteCount: z.coerce.number().int().min(0).optional(),
  })
  .strict();

const limits = {
  files: 1,
  fields: 4,
  parts: 5,
  fieldNameSize: 40,
  fieldSize: 2_000,
  headerPairs: 20,
  fieldNestingDepth: 0,
  fileSize: attachmentLimits.fileBytes,
};

/**
 * Takes one file and answers with its attachment.
 *
 * @throws GatewayError as reserveRoom and ArrivingFile; `bad-request` for a body that is no multipart form with one file in its field `file`.
 */
export async function receiveWholeFile({ request, response, context, caller, params }: RouteInput): Promise<Attachment> {
  const orderID = params.id ?? '';
  await assertOwnOrder(context, caller, orderID);
  const intake = new FileIntake(context, caller, { request, orderID, expected: expectedSize(request) });
  const endWatch = watchArrival(context, { request, response }, () => intake.attachmentID);
  try {
    await readForm(request, response, intake);
    return await readAttachment(context.database, caller, await intake.finish());
  } catch (error) {
    const told = asFormError(error);
    await intake.abandon(told);
    throw told;
  } finally {
    endWatch();
  }
}

/** What the request says of its size before its body is read. A file that can't fit is refused here. */
function expectedSize(request: Request): ExpectedSize {
  if (!request.is('multipart/form-data')) {
    throw new GatewayError('unsupported-media-type', { explanation: 'Send multipart/form-data with the file in the field "file".' });
  }
  const announced = request.get('x-file-size');
  if (announced !== undefined) {
    if (!/^\d{1,15}$/.test(announced)) throw new GatewayError('bad-request', { explanation: 'X-File-Size is a number of bytes.' });
    return { exactly: Number(announced) };
  }
  const bodyBytes = request.get('content-length');
  if (bodyBytes === undefined) return { atMost: attachmentLimits.fileBytes };
  bytesToReserve({ atMost: Number(bodyBytes) }, attachmentLimits.orderBytes);
  return { atMost: Number(bodyBytes) };
}

function readForm(request: Request, response: Response, intake: FileIntake): Promise<void> {
  return new Promise((resolve, reject) => {
    // Multer reads a failed body to its end before it says so; whoever sends without end is told at once.
    intake.onFailure = reject;
    const options = {
      storage: intake,
      limits,
      defParamCharset: 'utf8',
      streamHandler: (body: Request, parser: NodeJS.WritableStream) => {
        intake.countBody(body);
        body.pipe(parser);
      },
    };
    const parse = multer(options as multer.Options).single('file');
    parse(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
  });
}

/** A storage engine for one request: reserves when the file begins, then streams. What multer stores, `finish` makes an attachment. */
class FileIntake implements multer.StorageEngine {
  onFailure: (error: unknown) => void = () => undefined;
  readonly #context: GatewayContext;
  readonly #caller: Caller;
  readonly #about: { request: Request; orderID: string; expected: ExpectedSize };
  #reservation: Reservation | undefined;
  #taking: Promise<WholeFile> | undefined;
  #stream: Readable | undefined;
  #failure: unknown;

  constructor(context: GatewayContext, caller: Caller, about: { request: Request; orderID: string; expected: ExpectedSize }) {
    this.#context = context;
    this.#caller = caller;
    this.#about = about;
  }

  get attachmentID(): string | undefined {
    return this.#reservation?.id;
  }

  countBody(body: Readable): void {
    const most = attachmentLimits.fileBytes + mostMultipartOverhead;
    let byteCount = 0;
    body.on('data', (chunk: Buffer) => {
      byteCount += chunk.length;
      if (byteCount > most) this.#fail(tooLarge());
    });
  }

  _handleFile(request: Request, file: Express.Multer.File, done: (error?: unknown, info?: Partial<Express.Multer.File>) => void): void {
    this.#stream = file.stream;
    this.#taking = this.#take(request, file);
    this.#taking.then(
      (whole) => done(null, { size: whole.byteCount }),
      (error: unknown) => {
        this.#fail(error);
        done(error);
      },
    );
  }

  /** Nothing to do: `abandon` ends the row and its bytes together. */
  _removeFile(_request: Request, _file: Express.Multer.File, done: (error: Error | null) => void): void {
    done(null);
  }

  /** Makes what was stored an attachment and gives its id. @throws GatewayError `bad-request` when no file came, or as completeAttachment. */
  async finish(): Promise<string> {
    if (!this.#taking) throw new GatewayError('bad-request', { explanation: 'There is no file in the field "file".' });
    const whole = await this.#taking;
    const reservation = this.#reservation as Reservation;
    await completeAttachment(this.#context, this.#caller, reservation, whole);
    return reservation.id;
  }

  /** Ends what was begun. Never throws. */
  async abandon(error: unknown): Promise<void> {
    this.#fail(error);
    // Its failure has been told; what counts is that nothing is written any more.
    await this.#taking?.catch(() => undefined);
    if (this.#reservation) await abandonAttachment(this.#context, this.#reservation, refusalOf(error));
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#stream?.destroy();
    // What still comes is let go, so that the sender finishes and reads the answer.
    this.#about.request.unpipe();
    this.#about.request.resume();
    this.onFailure(this.#failure);
  }

  async #take(request: Request, file: Express.Multer.File): Promise<WholeFile> {
    const { description, byteCount } = parseBySchema(fieldsBeforeFile, { ...request.body });
    this.#reservation = await reserveRoom(this.#context, this.#caller, {
      orderID: this.#about.orderID,
      fileName: file.originalname,
      description,
      size: byteCount === undefined ? this.#about.expected : { exactly: byteCount },
      isResumable: false,
    });
    const arriving = await ArrivingFile.open(this.#context.settings.OBJECT_FOLDER, this.#reservation);
    try {
      for await (const chunk of file.stream as AsyncIterable<Buffer>) {
        // Told before the loop is left: leaving it destroys the stream, and multer would report that instead.
        await arriving.write(chunk).catch((error: unknown) => this.#fail(error));
        if (this.#failure) break;
      }
      if (this.#failure) throw this.#failure;
      return await arriving.complete();
    } finally {
      await arriving.close();
    }
  }
}

const parserWords = /^(Multipart|Malformed|Missing|Unsupported|Unexpected end|Request|aborted)/;

const multerWords: Record<string, string> = {
  LIMIT_FILE_COUNT: 'Send one file at a time.',
  LIMIT_UNEXPECTED_FILE: 'Send one file at a time, in the field "file".',
};

/** Multer and its parser throw errors of their own, all caused by the client; any other is given back as it is. */
function asFormError(error: unknown): unknown {
  if (error instanceof GatewayError || !(error instanceof Error)) return error;
  const { code, message, name } = error as Error & { code?: unknown };
  if (code === 'LIMIT_FILE_SIZE') return tooLarge();
  const isOfParser = name === 'MulterError' || code === 'ERR_STREAM_PREMATURE_CLOSE' || parserWords.test(message);
  if (!isOfParser) return error;
  const explanation = multerWords[String(code)] ?? 'This is not a form with one file and a short description before it.';
  return new GatewayError('bad-request', { explanation, cause: error });
}
