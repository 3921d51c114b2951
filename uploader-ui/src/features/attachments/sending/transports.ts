import { type HttpRequest, type PreviousUpload, Upload, type UrlStorage } from 'tus-js-client';
import { attachmentAddress } from '../../../api/attachments.js';
import { csrfHeaders } from '../../../api/client.js';
import { ApiError, parseProblem } from '../../../api/problems.js';

/** Up to here a file goes whole in one request; above, in parts that can be resumed. */
export const WHOLE_BYTES = 8 * 2 ** 20;
const PART_BYTES = 8 * 2 ** 20;
const KEY = 'attachment-upload ';

export interface Sending {
  orderID: string;
  file: File;
  description: string;
  signal: AbortSignal;
  onProgress(sentBytes: number): void;
}

function aborted(): DOMException {
  return new DOMException('sending was cancelled', 'AbortError');
}

/**
 * Sends a file whole in one request, and answers the attachment's id.
 *
 * @throws ApiError `network` when nothing came back: whether the gateway has the file must be looked up before it is sent again.
 */
export function sendWhole({ orderID, file, description, signal, onProgress }: Sending): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    // Before the file, so that it is known when the file's bytes begin.
    form.append('description', description);
    form.append('byteCount', String(file.size));
    form.append('file', file);
    request.upload.addEventListener('progress', (event) => onProgress(Math.min(file.size, event.loaded)));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) return resolve(idOf(request.responseText));
      reject(new ApiError('problem', request.status, parseProblem(request.responseText)));
    });
    request.addEventListener('error', () => reject(new ApiError('network', 0, null)));
    request.addEventListener('abort', () => reject(aborted()));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.open('POST', attachmentAddress.whole(orderID));
    request.setRequestHeader('accept', 'application/json');
    for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
    request.send(form);
  });
}

function idOf(answer: string): string | null {
  try {
    const { id } = JSON.parse(answer) as { id?: unknown };
    return typeof id === 'string' ? id : null;
  } catch {
    // The file is there; only a description that was changed meanwhile has nowhere to go.
    return null;
  }
}

/**
 * Names a file for going on after a reload. Only this hash is kept in the browser: a file's name may be a patient's.
 */
export function fingerprintOf(orderID: string, file: Pick<File, 'name' | 'size' | 'lastModified'>): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (const letter of `${orderID} ${file.name} ${file.size} ${file.lastModified}`) {
    const code = letter.codePointAt(0) ?? 0;
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  return `${(high >>> 0).toString(16).padStart(8, '0')}${(low >>> 0).toString(16).padStart(8, '0')}`;
}

/** Keeps the address of a begun upload, and nothing else that tus knows of it. */
const addresses: UrlStorage = {
  findAllUploads: async () => [],
  async findUploadsByFingerprint(fingerprint) {
    const kept = localStorage.getItem(KEY + fingerprint);
    const [uploadUrl, creationTime = ''] = kept?.split(' ') ?? [];
    if (!uploadUrl) return [];
    return [{ size: null, metadata: {}, creationTime, urlStorageKey: KEY + fingerprint, uploadUrl, parallelUploadUrls: null }];
  },
  async removeUpload(key) {
    localStorage.removeItem(key);
  },
  async addUpload(fingerprint, { uploadUrl }) {
    if (uploadUrl) localStorage.setItem(KEY + fingerprint, `${uploadUrl} ${new Date().toISOString()}`);
    return KEY + fingerprint;
  },
};

/** True when this file was begun for this order in this browser, and not finished. */
export async function isBegun(orderID: string, file: File): Promise<boolean> {
  return (await addresses.findUploadsByFingerprint(fingerprintOf(orderID, file))).length > 0;
}

/** Forgets begun uploads, on signing out. */
export function forgetBegun(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(KEY)) localStorage.removeItem(key);
}

function asApiError(error: unknown): ApiError {
  const response = (error as { originalResponse?: { getStatus(): number; getBody(): string } | null }).originalResponse;
  if (!response || response.getStatus() === 0) return new ApiError('network', 0, null, error);
  return new ApiError('problem', response.getStatus(), parseProblem(response.getBody()), error);
}

/**
 * Sends a file in parts, from where the gateway has it: from the beginning, or from where an earlier try, also one before a reload, ended.
 * Answers the attachment's id. A cancel takes the begun upload back, and its room with it.
 *
 * @throws ApiError `network` when the line is gone, `problem` with the gateway's words; both keep what has arrived.
 */
export function sendResumable({ orderID, file, description, signal, onProgress }: Sending): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: attachmentAddress.resumable(orderID),
      chunkSize: PART_BYTES,
      // Trying again is decided by whoever called, in the same words for both ways.
      retryDelays: null,
      metadata: { filename: file.name, filetype: file.type, description },
      fingerprint: async () => fingerprintOf(orderID, file),
      urlStorage: addresses,
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (request: HttpRequest) => {
        for (const [name, value] of Object.entries(csrfHeaders())) request.setHeader(name, value);
      },
      onProgress,
      onSuccess: () => resolve(upload.url?.split('/').at(-1) ?? null),
      onError: (error) => reject(asApiError(error)),
    });
    signal.addEventListener(
      'abort',
      () => {
        reject(aborted());
        // What can't be taken back now is freed by the gateway's own clock.
        void upload.abort(true).catch(() => undefined);
        localStorage.removeItem(KEY + fingerprintOf(orderID, file));
      },
      { once: true },
    );
    const begin = (previous: PreviousUpload[]): void => {
      const [last] = previous;
      if (last) upload.resumeFromPreviousUpload(last);
      upload.start();
    };
    upload.findPreviousUploads().then(begin, reject);
  });
}
