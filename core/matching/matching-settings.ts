import type { HospitalPlaceholders } from '../contract/session.js';
import type { Database } from '../database/database.js';
import { type Placeholders, withHospitalPlaceholders } from '../identity/placeholders.js';

/** How a hospital wants images to find their order. */
export interface MatchingSettings {
  /** How many days after its signature an order takes further studies by itself. */
  candidateDays: number;
  /** What the hospital's senders write where they know nothing, as the administrator wrote it. */
  ownPlaceholders: HospitalPlaceholders;
  /** The same beside what is built in: for the judge. */
  placeholders: Placeholders;
}

const candidateDaysAsDelivered = 90;

/** Reads the hospital's settings for matching; those that the product is delivered with where nobody has set any. */
export async function readMatchingSettings(database: Database): Promise<MatchingSettings> {
  const row = await database.selectFrom('hospital_settings').select(['candidate_days', 'placeholders']).executeTakeFirst();
  const { names = [], patientIDs = [], birthDates = [] } = row?.placeholders ?? {};
  const ownPlaceholders = { names, patientIDs, birthDates };
  return {
    candidateDays: row?.candidate_days ?? candidateDaysAsDelivered,
    ownPlaceholders,
    placeholders: withHospitalPlaceholders(ownPlaceholders),
  };
}

/** What counts as a stand-in for the judge: what is built in and what the hospital has added. */
export async function placeholdersOfHospital(database: Database): Promise<Placeholders> {
  return (await readMatchingSettings(database)).placeholders;
}
