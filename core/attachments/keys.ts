import type { AttachmentMediaType } from './media-types.js';

const previewEndings = ['webp', 'png'] as const;

/** Where the small picture of an attachment stands, beside its original. */
export const previewKey = (objectKey: string, ending: (typeof previewEndings)[number]): string => `${objectKey}.preview.${ending}`;

/** What is shown of a photograph: turned upright, without its metadata. Null for whatever is shown as it is. */
export function shownKey(objectKey: string, mediaType: AttachmentMediaType): string | null {
  if (mediaType === 'image/jpeg') return `${objectKey}.view.jpg`;
  return mediaType === 'image/png' ? `${objectKey}.view.png` : null;
}

/** Everything that may stand beside an original, and goes with it. */
export function derivedKeys(objectKey: string): string[] {
  const shown = [shownKey(objectKey, 'image/jpeg'), shownKey(objectKey, 'image/png')].filter((key) => key !== null);
  return [...previewEndings.map((ending) => previewKey(objectKey, ending)), ...shown];
}
