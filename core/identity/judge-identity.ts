// Whose images are these? The one judge of the product: worker, candidate list, desk, study page and browser ask it, and nothing else answers.
// It promises to say `agrees` only where a careful person would have no doubt; whatever can't be compared is `unknown`, never `agrees`.
// docs/matching.md has the decision model in words.
import type { IdentityEvidence } from '../contract/studies.js';
import { type BirthDateAgreement, compareBirthDates, normalBirthDate } from './birth-dates.js';
import { displayName } from './display-name.js';
import { agreementOfNames, isWeakAgreement, type NameAgreement, type NameComparison } from './name-agreement.js';
import { comparePatientIDs, normalPatientID, type PatientIDAgreement, withIssuers } from './patient-ids.js';
import { defaultPlaceholders, type Placeholders } from './placeholders.js';
import { type ComparableName, comparableNames, comparableParts, comparableText, writtenWithoutSpaces } from './read-name.js';
import type { OrderedPatient, StatedPatient } from './statements.js';

export { displayName } from './display-name.js';
export type IdentityVerdict = IdentityEvidence['verdict'];
export type IdentityComparison = IdentityEvidence['comparisons'][number];
type Judged = Pick<IdentityComparison, 'verdict' | 'explanation'>;

/** From the worst to the best. */
const verdicts = ['differs', 'unknown', 'agrees'] as const satisfies IdentityVerdict[];

/**
 * Judges whether images are of an order's patient: every statement of the images against every statement of the order. The worst verdict holds, and
 * none are joined into a person whom nobody stated. Without a statement on either side it is `unknown`.
 *
 * Two statements agree when the name and a second identifier (birth date, or the sender's Patient ID) agree and nothing differs. They differ as
 * soon as name, birth date or sex differs. A Patient ID that alone differs gives `unknown`: patients have one at every place that examined them,
 * but someone must look.
 */
export function judgeIdentity(
  images: readonly StatedPatient[],
  order: readonly OrderedPatient[],
  placeholders: Placeholders = defaultPlaceholders(),
): IdentityEvidence {
  return worstOf(judgeEachStatement(images, order, placeholders).flat());
}

/** What `judgeIdentity` decides on: for each statement of the order, the judgement on each statement of the images. */
export function judgeEachStatement(
  images: readonly StatedPatient[],
  order: readonly OrderedPatient[],
  placeholders: Placeholders = defaultPlaceholders(),
): IdentityEvidence[][] {
  const stated = distinct(withIssuers(images)).map((patient) => ({ patient, names: comparableNames(patient.patientName, placeholders) }));
  return order.map((ordered) => {
    const known = knownNames(ordered, placeholders);
    return stated.map(({ patient, names }) => judgeStatement({ patient, names }, { patient: ordered, names: known }, placeholders));
  });
}

function distinct(images: StatedPatient[]): StatedPatient[] {
  return images.length < 2 ? images : [...new Map(images.map((patient) => [JSON.stringify(statementOf(patient)), patient])).values()];
}

/** The members of a statement alone: callers may carry more beside them. */
function statementOf({ patientID, issuerOfPatientID, patientName, patientBirthDate, patientSex, isTextTrusted }: StatedPatient): unknown[] {
  const { Alphabetic, Ideographic, Phonetic } = patientName ?? {};
  return [patientID, issuerOfPatientID, Alphabetic, Ideographic, Phonetic, patientBirthDate, patientSex, isTextTrusted];
}

/** The worst of several judgements; of several that are as bad the same one, in whatever order they come. */
export function worstOf(judged: readonly IdentityEvidence[]): IdentityEvidence {
  for (const verdict of verdicts) {
    const [first, ...others] = judged.filter((evidence) => evidence.verdict === verdict);
    if (first) return others.reduce((worst, evidence) => (isWorse(evidence, worst) ? evidence : worst), first);
  }
  return { verdict: 'unknown', comparisons: [] };
}

function isWorse(one: IdentityEvidence, other: IdentityEvidence): boolean {
  const badness = ({ comparisons }: IdentityEvidence): number =>
    comparisons.reduce((sum, { verdict }) => sum * 3 + (verdicts.length - 1 - verdicts.indexOf(verdict)), 0);
  const [its, others] = [badness(one), badness(other)];
  if (its !== others) return its > others;
  return its > 0 && JSON.stringify(one) < JSON.stringify(other);
}

/** The verdict on one attribute of a judgement. */
export function verdictOn(evidence: IdentityEvidence, attribute: IdentityComparison['attribute']): IdentityVerdict {
  return evidence.comparisons.find((comparison) => comparison.attribute === attribute)?.verdict ?? 'unknown';
}

/** A judgement in one sentence: what differs, else what keeps it from agreeing, else that it agrees. */
export function sentenceOf(evidence: IdentityEvidence): string {
  if (evidence.verdict === 'agrees') return 'The name and a second identifier agree, and nothing differs.';
  const differing = evidence.comparisons.find(({ verdict }) => verdict === 'differs');
  const open = evidence.comparisons.find(({ verdict, attribute }) => verdict === 'unknown' && attribute !== 'patientSex');
  return (differing ?? open)?.explanation ?? 'Nothing is stated that could be compared.';
}

/** Every name under which a patient is known. A single word among the other names is another family name: a maiden name. */
function knownNames(order: OrderedPatient, placeholders: Placeholders): ComparableName[] {
  const own = (familyName: string) => comparableParts(familyName, order.givenName, order.middleName, placeholders);
  const others = order.otherNames.flatMap((text) => (isOneWord(text) ? own(text) : comparableText(text, placeholders)));
  return [...own(order.familyName), ...others];
}

/** In alphabets that are written without spaces one word may be a whole name. */
function isOneWord(text: string): boolean {
  return /^[^\s^,、，=]+$/u.test(text.trim()) && !writtenWithoutSpaces.test(comparableText(text)[0]?.script ?? '');
}

interface Side<Patient> {
  patient: Patient;
  names: ComparableName[];
}

function judgeStatement(images: Side<StatedPatient>, order: Side<OrderedPatient>, placeholders: Placeholders): IdentityEvidence {
  const [stated, ordered] = [images.patient, order.patient];
  const birthDate = ofBirthDates[compareBirthDates(stated.patientBirthDate, ordered.birthDate, placeholders)];
  const patientID = ofPatientIDs[comparePatientIDs(stated, ordered.patientIDs, placeholders)];
  const sex = compareSex(stated, ordered);
  const name = stated.isTextTrusted ? judgeName(agreementOfNames(images.names, order.names), birthDate, patientID) : untrustedName;
  const orderedName = `${ordered.familyName}, ${[ordered.givenName, ordered.middleName].filter(Boolean).join(' ')}`;
  return {
    verdict: overall(name.verdict, birthDate.verdict, sex.verdict, patientID.verdict),
    comparisons: [
      { attribute: 'patientName', ...name, images: displayName(stated.patientName), order: orderedName },
      { attribute: 'patientBirthDate', ...birthDate, images: displayDate(stated.patientBirthDate), order: ordered.birthDate },
      { attribute: 'patientSex', ...sex, images: stated.patientSex || null, order: ordered.sex },
      { attribute: 'patientID', ...patientID, images: stated.patientID || null, order: shownPatientID(stated, ordered) },
    ],
  };
}

function overall(name: IdentityVerdict, birthDate: IdentityVerdict, sex: IdentityVerdict, patientID: IdentityVerdict): IdentityVerdict {
  if (name === 'differs' || birthDate === 'differs' || sex === 'differs') return 'differs';
  const hasSecondIdentifier = birthDate === 'agrees' || patientID === 'agrees';
  return name === 'agrees' && hasSecondIdentifier && patientID !== 'differs' ? 'agrees' : 'unknown';
}

/** The Patient ID beside which that of the images is shown: the same number where there is one. */
function shownPatientID(images: StatedPatient, { patientIDs }: OrderedPatient): string | null {
  const stated = normalPatientID(images.patientID);
  return (patientIDs.find(({ patientID }) => normalPatientID(patientID) === stated) ?? patientIDs[0])?.patientID ?? null;
}

const agrees = (explanation: string): Judged => ({ verdict: 'agrees', explanation });
const differs = (explanation: string): Judged => ({ verdict: 'differs', explanation });
const unknown = (explanation: string): Judged => ({ verdict: 'unknown', explanation });

const ofPatientIDs: Record<PatientIDAgreement, Judged> = {
  same: agrees('The Patient ID of the images is the one that the sender uses for this patient.'),
  missing: unknown('The images carry no Patient ID.'),
  'stand-in': unknown('The Patient ID of the images is a stand-in that many patients get.'),
  'none-known': unknown("The sender's Patient ID of this patient is not known here."),
  'other-issuer': differs('The Patient ID is the same number of another issuer, where it means somebody else.'),
  'foreign-issuer': unknown('The Patient ID of the images is of an issuer whose Patient ID for this patient is not known here.'),
  'leading-zeros': differs('The Patient IDs differ in leading zeros only.'),
  other: differs('The Patient ID of the images is not one that the sender uses for this patient.'),
};

const ofBirthDates: Record<BirthDateAgreement, Judged> = {
  same: agrees('The birth dates agree.'),
  'missing-in-images': unknown('The images carry no usable birth date.'),
  'missing-in-order': unknown('The order says no birth date.'),
  'stand-in': unknown('The birth date is one that is written where nobody knows it.'),
  exchanged: differs('The birth dates differ; day and month may be exchanged.'),
  other: differs('The birth dates differ.'),
};

const untrustedName = unknown('The text of the images is not in the character set that they declare; compare the names by eye.');
const oneGeneration = differs(
  'One of the names tells a generation, the other does not; without the birth date they may be father and son.',
);

const ofNames: Record<NameAgreement, string> = {
  same: 'The names agree.',
  spelling: 'The names agree but for letters that were written without their marks on one side and spelled out on the other.',
  moved: 'The names agree; a part of the family name stands elsewhere.',
  'second-family': 'The names agree as far as both go; one of two family names is missing on one side.',
  undivided: 'The names agree; one of them does not say which part is the family name.',
  swapped: 'The names agree; family and given name stand in the other order.',
  cut: 'The names agree as far as both go; one of them was probably cut off at 16 or 64 characters.',
  'cut-short': 'One of the names was probably cut off at 16 or 64 characters, too early to compare it.',
  marks: 'The names have the same letters with other accents or tones; they may be two names.',
  part: 'Only a part of the name agrees; the rest is missing or abbreviated on one side.',
  other: 'The names differ.',
  damaged: 'Letters of one of the names were lost on their way; compare the names by eye.',
  'other-script': 'The names are written in different alphabets and cannot be compared.',
  'stand-in': 'One of the names is a stand-in for a name that nobody knew.',
  missing: 'The images carry no name.',
};

function judgeName({ agreement, isGenerationOneSided }: NameComparison, birthDate: Judged, patientID: Judged): Judged {
  const explanation = ofNames[agreement];
  if (agreement === 'other') return differs(explanation);
  const isAgreement = agreement === 'same' || isWeakAgreement(agreement);
  if (isAgreement && isGenerationOneSided && birthDate.verdict !== 'agrees') return oneGeneration;
  if (agreement === 'same') return agrees(explanation);
  const haveBoth = birthDate.verdict === 'agrees' && patientID.verdict === 'agrees';
  return isAgreement && haveBoth ? agrees(explanation) : unknown(explanation);
}

/** Every sentence that the judge can say, for those who translate them. */
export const judgeSentences: readonly string[] = [
  ...[ofPatientIDs, ofBirthDates].flatMap((table) => Object.values(table).map((judged: Judged) => judged.explanation)),
  ...Object.values(ofNames),
  untrustedName.explanation,
  oneGeneration.explanation,
  'The images do not say the sex, or say "other".',
  'The order does not say the sex, or says "other".',
  'The sex agrees.',
  'The sex differs.',
];

function displayDate(date: string | null): string | null {
  const digits = normalBirthDate(date);
  return digits ? `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}` : date || null;
}

const normalSex = (sex: string | null): string => (sex ?? '').trim().toUpperCase();
const isSaid = (sex: string): boolean => sex === 'F' || sex === 'M';

function compareSex(images: StatedPatient, order: OrderedPatient): Judged {
  const [stated, known] = [normalSex(images.patientSex), normalSex(order.sex)];
  if (!isSaid(stated)) return unknown('The images do not say the sex, or say "other".');
  if (!isSaid(known)) return unknown('The order does not say the sex, or says "other".');
  return stated === known ? agrees('The sex agrees.') : differs('The sex differs.');
}

/** Whether two statements of a patient inside one study are of one person: what both of them say must not differ. */
export function isSamePatient(one: StatedPatient, other: StatedPatient, placeholders: Placeholders = defaultPlaceholders()): boolean {
  const ids = comparePatientIDs(one, other.patientID ? [{ ...other, patientID: other.patientID }] : [], placeholders);
  if (ids === 'other' || ids === 'other-issuer' || ids === 'foreign-issuer' || ids === 'leading-zeros') return false;
  const dates = compareBirthDates(one.patientBirthDate, other.patientBirthDate, placeholders);
  if (dates === 'other' || dates === 'exchanged') return false;
  const sexes = new Set([one, other].map(({ patientSex }) => normalSex(patientSex)).filter(isSaid));
  if (sexes.size > 1) return false;
  if (!one.isTextTrusted || !other.isTextTrusted) return true;
  const [names, otherNames] = [one, other].map(({ patientName }) => comparableNames(patientName, placeholders)) as [
    ComparableName[],
    ComparableName[],
  ];
  return [agreementOfNames(names, otherNames), agreementOfNames(otherNames, names)].every(({ agreement }) => agreement !== 'other');
}
