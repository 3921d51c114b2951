import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import multer from 'multer';
import { z } from 'zod';
import { icd10cmRelease, icd10cmReleaseList } from '#core/contract/diagnoses.js';
import { failInterruptedImports, startImport } from '#core/diagnoses/importing.js';
import { openOrderFile } from '#core/diagnoses/opened-file.js';
import { listReleases } from '#core/diagnoses/releases.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../context.js';
import { holdToMinimumRate } from '../http/minimum-rate.js';
import { parseBySchema } from '../http/request-body.js';
import { type Caller, type Route, route } from '../http/route.js';
import { recordLook } from './looks.js';

const mostBytes = 64 * 2 ** 20;
/** What the form around the file may take. */
const mostOverhead = 2 ** 20;
/** An import takes seconds; what lies there for an hour belongs to a process that is gone. */
const leftoverAfterMs = 3_600_000;
const fields = z.object({ year: z.coerce.number().int().min(2015).max(2099).optional() });

const exampleRelease = {
  year: 2026,
  source: 'file',
  fileName: 'icd10cm-order-2026.txt',
  state: 'importing',
  codeCount: 0,
  billableCount: 0,
  rowsDone: 0,
  problem: null,
  startedAt: '2026-11-22T14:30:00.000Z',
  finishedAt: null,
  isCurrent: false,
};

const list = route({
  method: 'get',
  path: '/api/admin/icd10cm',
  access: ['admin'],
  scope: 'hospital',
  summary: 'The lists of ICD-10-CM codes by year, newest first, with the progress of an import.',
  answer: icd10cmReleaseList,
  examples: { answer: { releases: [exampleRelease] } },
  async handle({ context, caller }) {
    await failInterruptedImports(context.database);
    const releases = await listReleases(context.database);
    recordLook(context, caller, 'icd10cm-listed', {});
    return { releases };
  },
});

const importFile = route({
  method: 'post',
  path: '/api/admin/icd10cm',
  access: ['admin'],
  scope: 'hospital',
  summary:
    'Import a CMS order file (multipart: one file, plain, .gz or .zip, up to 64 MiB, and a year where its name does not tell it). Goes on after the answer.',
  body: 'stream',
  bodyType: 'multipart/form-data',
  status: 202,
  answer: icd10cmRelease,
  examples: { answer: exampleRelease },
  async handle({ context, caller, request, response }) {
    const upload = await receiveFile(context, request, response);
    try {
      return await beginImport(context, caller, upload);
    } catch (error) {
      await rm(upload.path, { force: true });
      throw error;
    }
  },
});

interface Upload {
  path: string;
  fileName: string;
  year: number | undefined;
}

async function beginImport(context: GatewayContext, caller: Caller, { path, fileName, year }: Upload) {
  const { accountID, organizationID, remoteAddress } = caller;
  const file = await openOrderFile(path, fileName);
  const started = await startImport(context.database, { file, fileName, year, by: { accountID, organizationID, remoteAddress } });
  void started.finished.then(async ({ error }) => {
    if (error) context.logger.warn({ err: error, releaseID: started.releaseID }, 'the import of diagnosis codes failed');
    await rm(path, { force: true });
  });
  const release = (await listReleases(context.database)).find((each) => each.year === started.year);
  if (!release) throw new GatewayError('internal', { subject: { releaseID: started.releaseID } });
  return release;
}

/** Streams the one file of the form to a place of ours. */
async function receiveFile(context: GatewayContext, request: Request, response: Response): Promise<Upload> {
  if (!request.is('multipart/form-data'))
    throw new GatewayError('unsupported-media-type', { explanation: 'Send the file as multipart/form-data.' });
  const folder = join(context.settings.DATA_DIR, 'icd10cm-imports');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeLeftovers(folder);
  const endRate = holdToMinimumRate(context.settings, { request, response });
  await readForm(folder, request, response).finally(endRate);
  const { file } = request as Request & { file?: Express.Multer.File };
  if (!file) throw new GatewayError('bad-request', { explanation: 'Send one file in a field named file.' });
  try {
    const body = request.body as { year?: string };
    const { year } = parseBySchema(fields, body.year ? { year: body.year } : {});
    return { path: file.path, fileName: file.originalname, year };
  } catch (error) {
    await rm(file.path, { force: true });
    throw error;
  }
}

function readForm(folder: string, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    let isTooLong = false;
    let byteCount = 0;
    const options = {
      storage: multer.diskStorage({ destination: folder, filename: (_request, _file, done) => done(null, randomUUID()) }),
      limits: {
        ...{ files: 1, fileSize: mostBytes, fields: 4, parts: 5, fieldSize: 100, fieldNameSize: 40 },
        ...{ headerPairs: 20, fieldNestingDepth: 0 },
      },
      streamHandler: (body: Request, parser: NodeJS.WritableStream) => {
        // Multer reads a failed body to its end before it says so; whoever sends without end is told at once.
        body.on('data', (chunk: Buffer) => {
          byteCount += chunk.length;
          if (isTooLong || byteCount <= mostBytes + mostOverhead) return;
          isTooLong = true;
          reject(tooLarge());
        });
        body.pipe(parser);
      },
    };
    const parse = multer(options as multer.Options).single('file');
    parse(request, response, (error?: unknown) => {
      const path = (request as Request & { file?: Express.Multer.File }).file?.path;
      // Its sender was told already that it is too large. What can't be removed now is a leftover for the next import.
      if (isTooLong && path) rm(path, { force: true }).catch(() => undefined);
      if (error) reject(explained(error));
      else resolve();
    });
  });
}

const tooLarge = (cause?: unknown) =>
  new GatewayError('payload-too-large', { explanation: 'An order file has at most 64 MiB.', ...(cause ? { cause } : {}) });

function explained(error: unknown): GatewayError {
  if (!(error instanceof multer.MulterError)) return new GatewayError('bad-request', { explanation: 'The form broke off.', cause: error });
  return error.code === 'LIMIT_FILE_SIZE'
    ? tooLarge(error)
    : new GatewayError('bad-request', { explanation: 'Send one file in a field named file, and at most a year.', cause: error });
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    // Another request may have removed it already.
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > leftoverAfterMs) await rm(path, { force: true });
  }
}

export const icd10cmAdministrationRoutes: Route[] = [list, importFile];
