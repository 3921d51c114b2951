import { sql } from 'kysely';
import { z } from 'zod';
import { type IdentityEvidence, type orderCandidate, orderCandidates } from '#core/contract/studies.js';
import type { Database } from '#core/database/database.js';
import { judgeIdentity } from '#core/identity/judge-identity.js';
import { candidateOrders, candidatesByID, type StudyToMatch } from '#core/matching/candidate-orders.js';
import { placeholdersOfHospital } from '#core/matching/matching-settings.js';
import { patientsOfStudy } from '#core/studies/patient-statements.js';
import { type Route, type RouteInput, route } from '../http/route.js';
import { isoTimeOrNull } from './dicom-text.js';
import { recordLook } from './looks.js';
import { orderMatches } from './order-rows.js';
import { otherNamesOf } from './patient-charts.js';
import { studyExamples } from './study-examples.js';
import { findStudy } from './study-rows.js';
import { searchWords } from './visibility.js';

type OrderCandidate = z.infer<typeof orderCandidate>;
const maxJudged = 200;
const maxShown = 20;

interface CandidateRow {
  id: string;
  order_number: string;
  signed_at: Date | null;
  reason_for_referral: string;
  sender_patient_id: string | null;
  issuer_of_patient_id: string | null;
  family_name: string;
  given_name: string;
  middle_name: string;
  other_names: unknown;
  birth_date: string | null;
  sex: string | null;
}

/**
 * Judges a study's images against the patients of the given orders, for people to choose from, by the loader and the judge of the automatic link; the
 * order of the ids is kept.
 */
export async function candidatesFor(database: Database, study: StudyToMatch, orderIDs: readonly string[]): Promise<OrderCandidate[]> {
  if (orderIDs.length === 0) return [];
  const { patients } = await patientsOfStudy(database, study.id);
  const orders = await candidatesByID(database, study, orderIDs);
  const placeholders = await placeholdersOfHospital(database);
  const evidence = new Map(orders.map((order) => [order.orderID, judgeIdentity(patients, order.patients, placeholders)]));
  const { rows } = await sql<CandidateRow>`
    select o.id, o.order_number, o.signed_at, o.reason_for_referral, o.sender_patient_id, g.issuer_of_patient_id, p.family_name, p.given_name,
      p.middle_name, p.other_names,
      p.birth_date, p.sex
    from referral_orders o join patients p on p.id = o.patient_key join organizations g on g.id = o.organization_id
    where o.id = any(${orderIDs}::uuid[]) order by array_position(${orderIDs}::uuid[], o.id)`.execute(database);
  return rows.flatMap((row) => {
    const judged = evidence.get(row.id);
    return judged ? [candidateOf(row, judged)] : [];
  });
}

function candidateOf(row: CandidateRow, evidence: IdentityEvidence): OrderCandidate {
  return {
    orderID: row.id,
    orderNumber: row.order_number,
    patient: {
      patientID: row.sender_patient_id,
      issuerOfPatientID: row.issuer_of_patient_id,
      name: `${row.family_name}, ${[row.given_name, row.middle_name].filter(Boolean).join(' ')}`,
      birthDate: row.birth_date,
      sex: row.sex,
    },
    otherNames: otherNamesOf(row.other_names),
    signedAt: isoTimeOrNull(row.signed_at),
    reasonForReferral: row.reason_for_referral,
    evidence,
  };
}

const verdictRank = { agrees: 0, unknown: 1, differs: 2 } as const;

function rankOf({ evidence }: OrderCandidate): number {
  const agreeing = evidence.comparisons.filter((comparison) => comparison.verdict === 'agrees').length;
  return verdictRank[evidence.verdict] * 10 - agreeing;
}

const candidatesQuery = z.object({ search: z.string().trim().max(200).optional() });

const candidates = route({
  method: 'get',
  path: '/api/studies/:id/order-candidates',
  access: ['radiology'],
  scope: 'hospital',
  summary: 'Open orders to which a study may be attached, best first; a search looks through all organizations.',
  query: candidatesQuery as z.ZodType<z.infer<typeof candidatesQuery>>,
  answer: orderCandidates,
  examples: studyExamples.candidates,
  handle: (input) => listCandidates(input, input.query.search ?? ''),
});

const searchCandidates = route({
  method: 'post',
  path: '/api/studies/:id/order-candidates/search',
  access: ['radiology'],
  scope: 'hospital',
  summary: 'The same orders, searched for with a body: names of people belong in no address.',
  body: candidatesQuery.strict() as z.ZodType<z.infer<typeof candidatesQuery>>,
  answer: orderCandidates,
  examples: { ...studyExamples.candidates, request: { search: 'sample sofia' } },
  handle: (input) => listCandidates(input, input.body.search ?? ''),
});

async function listCandidates(
  { context, caller, params }: Pick<RouteInput, 'context' | 'caller' | 'params'>,
  search: string,
): Promise<z.infer<typeof orderCandidates>> {
  const { database } = context;
  const row = await findStudy(database, caller, params.id ?? '');
  const study = { id: row.id, organizationID: row.organization_id, accessionNumber: row.accession_number };
  const words = searchWords(search);
  const orderIDs = words.length > 0 ? await searched(database, words) : await offered(database, study);
  const found = await candidatesFor(database, study, orderIDs);
  const best = found.sort((one, other) => rankOf(one) - rankOf(other)).slice(0, maxShown);
  recordLook(context, caller, 'order-candidates-listed', { studyID: study.id, orderIDs: best.map((one) => one.orderID) });
  return { candidates: best };
}

async function searched(database: Database, words: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select o.id from referral_orders o join patients p on p.id = o.patient_key
    where o.state = 'signed' and ${sql.join(words.map(orderMatches), sql` and `)}
    order by o.created_at desc limit ${maxJudged}`.execute(database);
  return rows.map(({ id }) => id);
}

/** What the automatic link looks at, and beside it the newest orders of the sender that expect images. */
async function offered(database: Database, study: StudyToMatch): Promise<string[]> {
  const { orders } = await candidateOrders(database, study, (await patientsOfStudy(database, study.id)).patients);
  const { rows } = await sql<{ id: string }>`
    select o.id from referral_orders o where o.state = 'signed' and o.organization_id = ${study.organizationID}::uuid and o.images_by <> 'none'
    order by o.created_at desc limit ${maxJudged}`.execute(database);
  return [...new Set([...orders.map(({ orderID }) => orderID), ...rows.map(({ id }) => id)])];
}

export const orderCandidateRoutes: Route[] = [candidates, searchCandidates];
