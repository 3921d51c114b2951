/**
 * Frames files as the parts of one multipart/related body. The blob refers to the files: no content comes into this page's memory.
 *
 * @see PS3.18 8.6.1.2.1, RFC 2387
 */
export function multipartBody(parts: readonly Blob[], boundary: string): Blob {
  const head = `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`;
  const pieces: BlobPart[] = [];
  for (const part of parts) pieces.push(head, part, '\r\n');
  pieces.push(`--${boundary}--\r\n`);
  return new Blob(pieces);
}

export function multipartContentType(boundary: string): string {
  return `multipart/related; type="application/dicom"; boundary=${boundary}`;
}

/** A boundary that no file holds by chance: 128 random bits. */
export function makeBoundary(): string {
  return `images-${crypto.randomUUID()}`;
}
