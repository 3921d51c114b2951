/** What the name of a landed file says, so that it can be judged without a row: whose it is, and whether its bytes are all there. */
export interface LandingFacts {
  receptionID: string;
  instanceID: string;
  dataSetCRC32: number;
  byteCount: number;
}

const grammar = /^([0-9a-f-]{36})_([0-9a-f-]{36})_([0-9a-f]{8})_(\d{1,16})\.dcm$/;

export function landingName(facts: LandingFacts): string {
  return `${facts.receptionID}_${facts.instanceID}_${facts.dataSetCRC32.toString(16).padStart(8, '0')}_${facts.byteCount}.dcm`;
}

/** Null for any file that is not a landed one. */
export function parseLandingName(name: string): LandingFacts | null {
  const match = grammar.exec(name);
  if (!match) return null;
  const [, receptionID = '', instanceID = '', checksum = '', byteCount = ''] = match;
  return { receptionID, instanceID, dataSetCRC32: Number.parseInt(checksum, 16), byteCount: Number(byteCount) };
}
