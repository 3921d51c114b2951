import type { IdentityEvidence } from '#core/contract/studies.js';
import { isSamePatient, judgeEachStatement, worstOf } from '#core/identity/judge-identity.js';
import { type PlaceholderLists, withHospitalPlaceholders } from '#core/identity/placeholders.js';
import type { OrderedPatient, StatedPatient } from '#core/identity/statements.js';

/** The judgement on the images of a study: on all their statements together, where the worst holds, and on each as it stands among the others. */
export interface JudgedImages {
  whole: IdentityEvidence;
  each: IdentityEvidence[];
}

/** Says whose images these are, before anything is sent: the judge that the gateway asks, with the same order and the same stand-ins. */
export interface ImagesJudge {
  judge(images: readonly StatedPatient[]): JudgedImages;
  isSamePatient(one: StatedPatient, other: StatedPatient): boolean;
}

/** Makes the judge for one order; `order` is what it says of its patient, as signed and as the chart says today. */
export function judgeOfOrder(order: readonly OrderedPatient[], hospital: PlaceholderLists): ImagesJudge {
  const placeholders = withHospitalPlaceholders(hospital);
  return {
    judge(images) {
      const judged = judgeEachStatement(images, order, placeholders);
      // The worst of all is what judgeIdentity answers.
      return { whole: worstOf(judged.flat()), each: images.map((_stated, at) => worstOf(judged.flatMap((ofOrder) => ofOrder[at] ?? []))) };
    },
    isSamePatient: (one, other) => isSamePatient(one, other, placeholders),
  };
}

/** True where nothing says that these are the order's patient's images: they are not chosen by themselves. */
export function speaksAgainst(evidence: IdentityEvidence): boolean {
  if (evidence.verdict === 'differs') return true;
  return (
    evidence.verdict === 'unknown' &&
    !evidence.comparisons.some(({ attribute, verdict }) => verdict === 'agrees' && attribute !== 'patientSex')
  );
}
