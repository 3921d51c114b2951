import type { IdentityEvidence } from '#core/contract/studies.js';
import { personNameToJson } from '#core/dicom/person-name.js';
import { agreementOfNames } from '#core/identity/name-agreement.js';
import { comparableNames, comparableParts } from '#core/identity/read-name.js';
import { formatDay, formatName, parseDay } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import type { ImagesPatient } from './reading/image-header.js';

type Comparison = IdentityEvidence['comparisons'][number];
type Verdict = Comparison['verdict'];

/** The order's side: what the clinician wrote. */
export interface OrderPatient {
  familyName: string;
  givenName: string;
  birthDate: string | null;
  sex: string | null;
  senderPatientID: string | null;
}

/** By the rule that the gateway judges by. */
function compareName(images: ImagesPatient, order: OrderPatient): Verdict {
  if (!images.textTrusted) return 'unknown';
  const stated = comparableNames(personNameToJson(images.patientName));
  const { agreement } = agreementOfNames(stated, comparableParts(order.familyName, order.givenName));
  if (agreement === 'other') return 'differs';
  return agreement === 'same' || agreement === 'swapped' ? 'agrees' : 'unknown';
}

function compareBirthDate(images: ImagesPatient, order: OrderPatient): Verdict {
  const [theirs, ours] = [parseDay(images.birthDate), parseDay(order.birthDate)];
  if (!theirs || !ours) return 'unknown';
  return theirs.year === ours.year && theirs.month === ours.month && theirs.day === ours.day ? 'agrees' : 'differs';
}

function compareText(theirs: string, ours: string | null): Verdict {
  if (!theirs || !ours) return 'unknown';
  return theirs.trim().toLowerCase() === ours.trim().toLowerCase() ? 'agrees' : 'differs';
}

const sexWords = (sex: string | null): string | null => (sex === 'F' || sex === 'M' || sex === 'O' ? t(`sex.${sex}`) : sex);

function explain(attribute: Comparison['attribute'], verdict: Verdict, images: string | null, order: string | null): string {
  const name = t(`identity.${attribute}`);
  if (verdict === 'agrees') return t('identity.agrees', { name });
  if (verdict === 'differs') return t('identity.differs', { name, images: images ?? '–', order: order ?? '–' });
  if (!images) return t('identity.missing-in-images', { name });
  if (!order) return t('identity.missing-in-order', { name });
  return t('identity.not-comparable', { name });
}

/**
 * Compares whose images these are with the order's patient, before anything is sent. The gateway judges again, more strictly.
 *
 * A name or a birth date that differs decides; another Patient ID alone does not where name and birth date agree, since every
 * institution has its own.
 */
export function compareIdentity(images: ImagesPatient, order: OrderPatient): IdentityEvidence {
  const row = (attribute: Comparison['attribute'], verdict: Verdict, theirs: string | null, ours: string | null): Comparison => ({
    attribute,
    images: theirs || null,
    order: ours || null,
    verdict,
    explanation: explain(attribute, verdict, theirs || null, ours || null),
  });
  const sex = images.sex === 'O' || order.sex === 'O' ? 'unknown' : compareText(images.sex, order.sex);
  const comparisons = [
    row(
      'patientName',
      compareName(images, order),
      images.patientName && formatName(images.patientName),
      `${order.familyName}, ${order.givenName}`,
    ),
    row(
      'patientBirthDate',
      compareBirthDate(images, order),
      images.birthDate && formatDay(images.birthDate),
      order.birthDate && formatDay(order.birthDate),
    ),
    row('patientSex', sex, sexWords(images.sex), sexWords(order.sex)),
    row('patientID', compareText(images.patientID, order.senderPatientID), images.patientID, order.senderPatientID),
  ];
  const [name, birthDate, , patientID] = comparisons.map((comparison) => comparison.verdict);
  if (name === 'differs' || birthDate === 'differs') return { verdict: 'differs', comparisons };
  const differsElsewhere = comparisons.some((comparison) => comparison.verdict === 'differs');
  const twoAgree = [name, birthDate, patientID].filter((verdict) => verdict === 'agrees').length >= 2;
  if (twoAgree && !differsElsewhere) return { verdict: 'agrees', comparisons };
  return { verdict: 'unknown', comparisons };
}

/** True where nothing says that these are the order's patient's images: such a study is not chosen by itself. */
export function speaksAgainst(evidence: IdentityEvidence): boolean {
  if (evidence.verdict === 'differs') return true;
  return (
    evidence.verdict === 'unknown' &&
    !evidence.comparisons.some(({ attribute, verdict }) => verdict === 'agrees' && attribute !== 'patientSex')
  );
}
