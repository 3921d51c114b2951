/** What may be attached to an order, by the type that its bytes show. */
export const attachmentTypes = {
  'application/pdf': { kind: 'pdf', extensions: ['pdf'], isViewable: true },
  'image/jpeg': { kind: 'image', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'], isViewable: true },
  'image/png': { kind: 'image', extensions: ['png'], isViewable: true },
  'video/mp4': { kind: 'video', extensions: ['mp4', 'm4v'], isViewable: true },
  'video/mpeg': { kind: 'video', extensions: ['mpg', 'mpeg', 'mpe', 'm1v', 'm2v', 'vob', 'ts', 'm2ts', 'mts'], isViewable: false },
  'video/x-ms-wmv': { kind: 'video', extensions: ['wmv', 'asf'], isViewable: false },
} as const satisfies Record<string, { kind: 'pdf' | 'image' | 'video'; extensions: readonly string[]; isViewable: boolean }>;

export type AttachmentMediaType = keyof typeof attachmentTypes;

export function isAttachmentMediaType(text: string | null): text is AttachmentMediaType {
  return text !== null && Object.hasOwn(attachmentTypes, text);
}
