// Stands at the stage "link": says whose images a study holds, against the patient of an order. Judging is separate from attaching.
// It promises to say `agrees` only where a careful person would have no doubt; whatever can't be compared is `unknown`, never `agrees`.
import type { IdentityEvidence } from '../contract/studies.js';
import type { JsonPersonName } from '../dicom/dicom-json-types.js';
import { agreementOfNames, comparableNames, comparableParts, comparableText, type NameAgreement, nameVerdicts } from './name-agreement.js';
import type { OrderedPatient, StatedPatient } from './statements.js';

export type IdentityVerdict = IdentityEvidence['verdict'];
export type IdentityComparison = IdentityEvidence['comparisons'][number];
type Judged = Pick<IdentityComparison, 'verdict' | 'explanation'>;

/**
 * Judges whether images are of an order's patient.
 *
 * `agrees` needs the name and a second identifier (birth date, or the sender's Patient ID) to agree and nothing to differ. `differs` as soon as name, birth date or sex differs. A Patient ID that
 * alone differs gives `unknown`: patients have an ID at every place that examined them, but someone must look. Text that can't be trusted
 * makes the name, and so the whole, `unknown` at best.
 */
export function judgeIdentity(images: readonly StatedPatient[], order: readonly OrderedPatient[]): IdentityEvidence {
  const judged = images.flatMap((stated) => order.map((ordered) => judgePair(stated, ordered)));
  for (const verdict of ['differs', 'unknown', 'agrees'] as const) {
    const found = judged.find((evidence) => evidence.verdict === verdict);
    if (found) return found;
  }
  return { verdict: 'unknown', comparisons: [] };
}

function judgePair(images: StatedPatient, order: OrderedPatient): IdentityEvidence {
  const patientID = { attribute: 'patientID' as const, ...comparePatientID(images, order) };
  const name = { attribute: 'patientName' as const, ...comparePatientName(images, order) };
  const birthDate = { attribute: 'patientBirthDate' as const, ...compareBirthDate(images, order) };
  const sex = { attribute: 'patientSex' as const, ...compareSex(images, order) };
  const comparisons: IdentityComparison[] = [
    { ...name, images: displayName(images.patientName), order: `${order.familyName}, ${order.givenName}` },
    { ...birthDate, images: displayDate(images.patientBirthDate), order: order.birthDate },
    { ...sex, images: images.patientSex || null, order: order.sex },
    { ...patientID, images: images.patientID || null, order: order.patientIDs[0]?.patientID ?? null },
  ];
  return { verdict: overall(name.verdict, birthDate.verdict, sex.verdict, patientID.verdict), comparisons };
}

function overall(name: IdentityVerdict, birthDate: IdentityVerdict, sex: IdentityVerdict, patientID: IdentityVerdict): IdentityVerdict {
  if (name === 'differs' || birthDate === 'differs' || sex === 'differs') return 'differs';
  const hasSecondIdentifier = birthDate === 'agrees' || patientID === 'agrees';
  return name === 'agrees' && hasSecondIdentifier && patientID !== 'differs' ? 'agrees' : 'unknown';
}

/** The verdict on one attribute of a judgement. */
export function verdictOn(evidence: IdentityEvidence, attribute: IdentityComparison['attribute']): IdentityVerdict {
  return evidence.comparisons.find((comparison) => comparison.attribute === attribute)?.verdict ?? 'unknown';
}

function comparePatientID(images: StatedPatient, order: OrderedPatient): Judged {
  const stated = normalID(images.patientID);
  if (!stated) return { verdict: 'unknown', explanation: 'The images carry no Patient ID.' };
  const issuer = normalID(images.issuerOfPatientID);
  const comparable = order.patientIDs.filter(
    (known) => normalID(known.patientID) !== '' && (!issuer || !known.issuerOfPatientID || normalID(known.issuerOfPatientID) === issuer),
  );
  if (comparable.length === 0) return { verdict: 'unknown', explanation: "The sender's Patient ID of this patient is not known here." };
  if (comparable.some((known) => normalID(known.patientID) === stated)) {
    return { verdict: 'agrees', explanation: 'The Patient ID of the images is the one that the sender uses for this patient.' };
  }
  const isZeroPadded = comparable.some((known) => normalID(known.patientID).replace(/^0+/, '') === stated.replace(/^0+/, ''));
  return isZeroPadded
    ? { verdict: 'differs', explanation: 'The Patient IDs differ in leading zeros only.' }
    : { verdict: 'differs', explanation: 'The Patient ID of the images is not one that the sender uses for this patient.' };
}

function normalID(value: string | null): string {
  return (value ?? '').normalize('NFKC').trim().toUpperCase();
}

const nameSentences: Record<NameAgreement, string> = {
  same: 'The names agree.',
  swapped: 'The names agree; family and given name stand in the other order.',
  part: 'Only a part of the name agrees; the rest is missing on one side.',
  other: 'The names differ.',
  'other-script': 'The names are written in different alphabets and cannot be compared.',
  missing: 'The images carry no name, or only a stand-in for one.',
};

function comparePatientName(images: StatedPatient, order: OrderedPatient): Judged {
  if (!images.isTextTrusted) {
    return {
      verdict: 'unknown',
      explanation: 'The text of the images is not in the character set that they declare; compare the names by eye.',
    };
  }
  const known = [...comparableParts(order.familyName, order.givenName), ...order.otherNames.flatMap(comparableText)];
  const agreement = agreementOfNames(comparableNames(images.patientName), known);
  return { verdict: nameVerdicts[agreement], explanation: nameSentences[agreement] };
}

// What systems write where nobody knows the birth date.
const standIns = new Set(['19000101', '18000101', '11111111', '99991231', '00000000']);

function compareBirthDate(images: StatedPatient, order: OrderedPatient): Judged {
  const stated = digitsOf(images.patientBirthDate);
  const known = digitsOf(order.birthDate);
  if (!known) return { verdict: 'unknown', explanation: 'The order says no birth date.' };
  if (!stated || standIns.has(stated)) return { verdict: 'unknown', explanation: 'The images carry no usable birth date.' };
  if (stated === known) return { verdict: 'agrees', explanation: 'The birth dates agree.' };
  const isSwapped =
    stated.slice(0, 4) === known.slice(0, 4) && stated.slice(4, 6) === known.slice(6, 8) && stated.slice(6, 8) === known.slice(4, 6);
  return isSwapped
    ? { verdict: 'differs', explanation: 'The birth dates differ; day and month may be exchanged.' }
    : { verdict: 'differs', explanation: 'The birth dates differ.' };
}

function digitsOf(date: string | null): string | null {
  // 2001.02.03 is ACR-NEMA's way to write a date, which PS3.5 6.2 still lets readers accept.
  const digits = (date ?? '').trim().replace(/^(\d{4})[-.](\d{2})[-.](\d{2})$/, '$1$2$3');
  return /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(digits) ? digits : null;
}

function displayDate(date: string | null): string | null {
  const digits = digitsOf(date);
  return digits ? `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}` : date || null;
}

function compareSex(images: StatedPatient, order: OrderedPatient): Judged {
  const stated = (images.patientSex ?? '').trim().toUpperCase();
  const isSaid = (sex: string | null) => sex === 'F' || sex === 'M';
  if (!isSaid(stated)) return { verdict: 'unknown', explanation: 'The images do not say the sex, or say "other".' };
  if (!isSaid(order.sex)) return { verdict: 'unknown', explanation: 'The order does not say the sex, or says "other".' };
  return stated === order.sex
    ? { verdict: 'agrees', explanation: 'The sex agrees.' }
    : { verdict: 'differs', explanation: 'The sex differs.' };
}

/** A Patient's Name for people: "Family, Given" with further alphabets behind it in brackets. */
export function displayName(name: JsonPersonName | null): string | null {
  const groups = [name?.Alphabetic, name?.Ideographic, name?.Phonetic].filter((group): group is string => Boolean(group)).map(displayGroup);
  const [first, ...others] = groups;
  if (!first) return null;
  return others.length > 0 ? `${first} (${others.join(', ')})` : first;
}

function displayGroup(group: string): string {
  const [family = '', ...rest] = group.split('^');
  const given = rest.filter((part) => part !== '').join(' ');
  return given && family ? `${family}, ${given}` : family || given;
}

/** Whether two statements of a patient inside one study are of one person: what both of them say must not differ. */
export function isSamePatient(one: StatedPatient, other: StatedPatient): boolean {
  const id = [normalID(one.patientID), normalID(other.patientID)];
  if (id[0] && id[1] && id[0] !== id[1]) return false;
  const born = [digitsOf(one.patientBirthDate), digitsOf(other.patientBirthDate)];
  if (born[0] && born[1] && born[0] !== born[1]) return false;
  const sexes = new Set(
    [one, other].map((patient) => (patient.patientSex ?? '').trim().toUpperCase()).filter((sex) => sex === 'F' || sex === 'M'),
  );
  if (sexes.size > 1) return false;
  if (!one.isTextTrusted || !other.isTextTrusted) return true;
  return agreementOfNames(comparableNames(one.patientName), comparableNames(other.patientName)) !== 'other';
}
