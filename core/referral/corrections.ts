import type { ChartCorrection, CorrectedField } from '../contract/patients.js';
import type { SignedPatient } from './signed-content.js';

/** What a chart says of a person, as far as orders show it; the Patient IDs are those of one organization. */
export type ChartFacts = Omit<SignedPatient, 'id'>;

/** The facts as people read them, by field. */
export function readableFacts(facts: ChartFacts): Record<CorrectedField, string> {
  return {
    familyName: facts.familyName,
    givenName: facts.givenName,
    middleName: facts.middleName,
    otherNames: facts.otherNames.join(', '),
    birthDate: facts.birthDate ?? '',
    sex: facts.sex ?? '',
    patientID: facts.patientIDs.map(({ patientID }) => patientID).join(', '),
  };
}

/** The fields in which two charts say something else, in the order in which they are read. */
export function differingFields(one: ChartFacts, other: ChartFacts): CorrectedField[] {
  const [before, after] = [readableFacts(one), readableFacts(other)];
  return (Object.keys(before) as CorrectedField[]).filter((field) => before[field] !== after[field]);
}

/** What the chart says otherwise today than was signed. A Patient ID that became known besides is no correction of what was signed. */
export function differencesSince(signed: ChartFacts, now: ChartFacts): Pick<ChartCorrection, 'field' | 'signed' | 'now'>[] {
  const known = new Set(now.patientIDs.map(({ patientID }) => patientID));
  const were = new Set(signed.patientIDs.map(({ patientID }) => patientID));
  const gone = signed.patientIDs.filter(({ patientID }) => !known.has(patientID));
  const isReplaced = gone.length > 0;
  const [then, today] = [
    readableFacts({ ...signed, patientIDs: gone }),
    readableFacts({ ...now, patientIDs: isReplaced ? now.patientIDs.filter(({ patientID }) => !were.has(patientID)) : [] }),
  ];
  return (Object.keys(then) as CorrectedField[])
    .filter((field) => then[field] !== today[field])
    .map((field) => ({ field, signed: then[field], now: today[field] }));
}
