import type { NotAnImage } from './image-header.js';

const byExtension: [RegExp, NotAnImage][] = [
  [/(^|\/)(\.ds_store|thumbs\.db|desktop\.ini|autorun\.inf|\._[^/]*|__macosx\/.*)$/i, 'system-file'],
  [/\.(exe|dll|msi|jar|app|dmg|bat|cmd|com|ocx|so|dylib|ico|cab|class|pak)$/i, 'viewer-program'],
  [/\.(jpe?g|png|gif|bmp|tiff?|webp|heic)$/i, 'picture'],
  [/\.(pdf|html?|txt|xml|rtf|docx?|md|css|js|json|ini|inf|log|csv|chm|hlp)$/i, 'document'],
];

/** Says in one word what a file is that holds no DICOM data set: by its first bytes, then by its name. */
export function guessOtherKind(path: string, start: Uint8Array): NotAnImage {
  if (start.length === 0) return 'empty';
  for (const [pattern, kind] of byExtension) if (kind === 'system-file' && pattern.test(path)) return kind;
  const begins = (...bytes: number[]): boolean => bytes.every((byte, index) => start[index] === byte);
  if (begins(0xff, 0xd8, 0xff) || begins(0x89, 0x50, 0x4e, 0x47) || begins(0x47, 0x49, 0x46, 0x38)) return 'picture';
  if (begins(0x25, 0x50, 0x44, 0x46)) return 'document';
  if (begins(0x4d, 0x5a) || begins(0x7f, 0x45, 0x4c, 0x46)) return 'viewer-program';
  for (const [pattern, kind] of byExtension) if (pattern.test(path)) return kind;
  return 'not-dicom';
}
