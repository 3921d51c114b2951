import type { HospitalPlaceholders } from '../contract/session.js';
import type { Database } from '../database/database.js';

/** How a hospital wants images to find their order. */
export interface MatchingSettings {
  /** How many days after its signature an order takes further studies by itself. */
  candidateDays: number;
  /** What the hospital's senders write where they know nothing, beside what is built in. */
  placeholders: HospitalPlaceholders;
}

const asDelivered: MatchingSettings = { candidateDays: 90, placeholders: { names: [], patientIDs: [], birthDates: [] } };

/** Reads the hospital's settings for matching; those that the product is delivered with where nobody has set any. */
export async function readMatchingSettings(database: Database): Promise<MatchingSettings> {
  const row = await database.selectFrom('hospital_settings').select(['candidate_days', 'placeholders']).executeTakeFirst();
  if (!row) return asDelivered;
  const { names, patientIDs, birthDates } = row.placeholders;
  return { candidateDays: row.candidate_days, placeholders: { names, patientIDs, birthDates } };
}
