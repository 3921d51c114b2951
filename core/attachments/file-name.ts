import { type AttachmentMediaType, attachmentTypes } from './media-types.js';

export const longestFileName = 200;
const nameless = 'attachment';

// Controls, marks that turn the direction of writing (they make "fdp.exe" look like "exe.pdf"), zero-width characters, line separators.
const invisible = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** Makes a file name fit to be shown and saved: its last part alone, without what can't be seen, at most 200 characters, never empty. */
export function cleanFileName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? '';
  const visible = last
    .replace(/\p{Cs}/gu, '')
    .normalize('NFC')
    .replace(invisible, '')
    .replace(/\s+/g, ' ')
    .trim();
  const cleaned = visible.replace(/^\.+/, '').trim();
  if (cleaned === '') return nameless;
  const letters = [...cleaned];
  if (letters.length <= longestFileName) return cleaned;
  const extension = /\.[\p{L}\p{N}]{1,10}$/u.exec(cleaned)?.[0] ?? '';
  return letters.slice(0, longestFileName - [...extension].length).join('') + extension;
}

/** The name under which it is saved: its ending always fits what it is, so that no system opens it as something else. */
export function downloadName(fileName: string, mediaType: AttachmentMediaType): string {
  const { extensions } = attachmentTypes[mediaType];
  const ending = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
  const safe = fileName.replace(/[<>:"|?*]/g, '_');
  return (extensions as readonly string[]).includes(ending) ? safe : `${safe}.${extensions[0]}`;
}

/** A Content-Disposition header. @see RFC 6266, RFC 8187 */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const ascii = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
