import type { Attachment } from '../contract/attachments.js';
import { countIdentifiers, isLabelled, type NamedPatient } from './identifiers.js';

export type AttachmentWarning = Attachment['warnings'][number];

/** What was found when a file was looked at. */
export interface LookedAt {
  isReadable: boolean;
  pageCount: number | null;
  /** The text of a document; empty where it has none, such as a scan. */
  text: string;
}

export const mostPages = 50;
const identifiersNeeded = 2;
// A scan with a stamp or a page number has no text to search.
const leastText = 40;

/** The tips that one file does not follow, as friendly warnings; `many-pdfs` is of the order and stands in its list. */
export function warningsOf(fileName: string, patient: NamedPatient, looked: LookedAt): AttachmentWarning[] {
  const warnings: AttachmentWarning[] = [];
  if (!looked.isReadable) warnings.push('not-readable');
  if ((looked.pageCount ?? 0) > mostPages) warnings.push('too-many-pages');
  if (!isLabelled(fileName, patient)) warnings.push('label-missing');
  const hasText = looked.text.replace(/[^\p{L}\p{N}]/gu, '').length >= leastText;
  if (hasText && countIdentifiers(looked.text, patient) < identifiersNeeded) warnings.push('one-identifier');
  return warnings;
}
