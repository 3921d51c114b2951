import { csrfHeaders } from '../../api/client.js';
import { ApiError, parseProblem } from '../../api/problems.js';

/**
 * Sends an order file of ICD-10-CM. The gateway answers when it has begun to take it in; how far it is stands with the releases.
 *
 * @throws ApiError `problem` with what is wrong with the file, `network` when nothing came back.
 */
export function sendOrderFile(file: File, year: number | null, onProgress: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new ApiError('problem', request.status, parseProblem(request.responseText)));
    });
    request.addEventListener('error', () => reject(new ApiError('network', 0, null)));
    const form = new FormData();
    if (year !== null) form.append('year', String(year));
    form.append('file', file);
    request.open('POST', '/api/admin/icd10cm');
    request.setRequestHeader('accept', 'application/json');
    for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
    request.send(form);
  });
}

/** The year that an order file's name says: icd10cm_order_2026.txt, 2026-code-descriptions.zip. */
export function yearOfName(name: string): number | null {
  const found = /(?:^|\D)(20\d{2})(?:\D|$)/.exec(name);
  return found ? Number(found[1]) : null;
}
