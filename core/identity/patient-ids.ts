import { asciiDigit } from './name-words.js';
import type { Placeholders } from './placeholders.js';
import type { KnownPatientID } from './statements.js';

/** How the Patient ID of images agrees with those that are known. */
export type PatientIDAgreement =
  | 'same'
  | 'missing'
  | 'stand-in'
  | 'none-known'
  /** The same number, given out by somebody else: another patient. */
  | 'other-issuer'
  /** Another number of an issuer of which none is known here. */
  | 'foreign-issuer'
  | 'leading-zeros'
  | 'other';

/** A Patient ID, or its issuer, as it is compared: trimmed, in upper case, in Unicode's compatible form, digits of any script as 0 to 9. */
export function normalPatientID(value: string | null): string {
  return (value ?? '')
    .normalize('NFKC')
    .replace(/\0/g, '')
    .trim()
    .toUpperCase()
    .replace(/\p{Nd}/gu, asciiDigit);
}

/** Gives a number without an issuer the issuer of the same number beside it. */
export function withIssuers<T extends { patientID: string | null; issuerOfPatientID: string | null }>(numbers: readonly T[]): T[] {
  const issuers = new Map<string, string>();
  for (const { patientID, issuerOfPatientID } of numbers) {
    const number = normalPatientID(patientID);
    if (issuerOfPatientID?.trim() && !issuers.has(number)) issuers.set(number, issuerOfPatientID);
  }
  if (issuers.size === 0) return [...numbers];
  return numbers.map((number) =>
    number.issuerOfPatientID?.trim() ? number : { ...number, issuerOfPatientID: issuers.get(normalPatientID(number.patientID)) ?? null },
  );
}

/**
 * Compares the Patient ID of images with those known of a patient. Two numbers with issuers are the same only where number and issuer both are; an
 * issuer that one side does not name is taken for the other's.
 */
export function comparePatientIDs(
  stated: { patientID: string | null; issuerOfPatientID: string | null },
  known: readonly KnownPatientID[],
  placeholders: Placeholders,
): PatientIDAgreement {
  const number = normalPatientID(stated.patientID);
  if (number === '') return 'missing';
  if (placeholders.isPatientID(number)) return 'stand-in';
  const issuer = normalPatientID(stated.issuerOfPatientID);
  const usable = withIssuers(known)
    .map((one) => ({ number: normalPatientID(one.patientID), issuer: normalPatientID(one.issuerOfPatientID) }))
    .filter((one) => one.number !== '' && !placeholders.isPatientID(one.number));
  if (usable.length === 0) return 'none-known';
  const ofIssuer = usable.filter((one) => issuer === '' || one.issuer === '' || one.issuer === issuer);
  if (ofIssuer.some((one) => one.number === number)) return 'same';
  if (usable.some((one) => one.number === number)) return 'other-issuer';
  if (ofIssuer.length === 0) return 'foreign-issuer';
  const bare = (text: string): string => text.replace(/^0+/, '');
  return ofIssuer.some((one) => bare(one.number) === bare(number)) ? 'leading-zeros' : 'other';
}
