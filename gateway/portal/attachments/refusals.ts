import type { Sniffed } from '#core/attachments/sniff.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { RefusalCode } from './reservation.js';

const words = {
  dicom: 'This is a DICOM image. Images go to radiology by the image upload of the order, not by its attachments.',
  other: 'Only PDF, JPEG, PNG, .wmv, .mpg and .mp4 files can be attached. What counts is what the file is, not its name.',
};

/** What is answered to a file of a type that is not taken. */
export function refuseType(sniffed: Exclude<Sniffed, { kind: 'allowed' }>): GatewayError {
  return new GatewayError('unsupported-media-type', {
    explanation: words[sniffed.kind],
    details: { refusalCode: sniffed.kind === 'dicom' ? 'dicom' : 'type' },
  });
}

/** The refusal that an error means for the row of its file; null where the same file may come again. */
export function refusalOf(error: unknown): RefusalCode | null {
  if (!(error instanceof GatewayError)) return null;
  const { refusalCode } = error.details;
  return refusalCode === 'dicom' || refusalCode === 'type' || refusalCode === 'too-large' || refusalCode === 'broken' ? refusalCode : null;
}
