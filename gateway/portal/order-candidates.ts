import { sql } from 'kysely';
import { z } from 'zod';
import { type IdentityEvidence, type orderCandidate, orderCandidates } from '#core/contract/studies.js';
import type { Database } from '#core/database/database.js';
import { judgeIdentity } from '#core/identity/judge-identity.js';
import type { OrderedPatient } from '#core/identity/statements.js';
import { patientsOfStudy } from '#core/studies/patient-statements.js';
import { type Route, type RouteInput, route } from '../http/route.js';
import { isoTimeOrNull } from './dicom-text.js';
import { recordLook } from './looks.js';
import { orderMatches } from './order-rows.js';
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
  other_names: string[];
  birth_date: string | null;
  sex: string | null;
  identifiers: { patientID: string; issuerOfPatientID: string | null }[];
}

/** Judges a study's images against the patients of the given orders, for people to choose from; the order of the ids is kept. */
export async function candidatesFor(database: Database, studyID: string, orderIDs: readonly string[]): Promise<OrderCandidate[]> {
  if (orderIDs.length === 0) return [];
  const images = await patientsOfStudy(database, studyID);
  const { rows } = await sql<CandidateRow>`
    select o.id, o.order_number, o.signed_at, o.reason_for_referral, o.sender_patient_id, g.issuer_of_patient_id, p.family_name, p.given_name,
      p.middle_name, p.other_names, p.birth_date, p.sex,
      coalesce((select jsonb_agg(jsonb_build_object('patientID', k.patient_id, 'issuerOfPatientID', k.issuer_of_patient_id))
        from patient_identifiers k where k.patient_key = p.id and k.organization_id = o.organization_id), '[]') as identifiers
    from referral_orders o join patients p on p.id = o.patient_key join organizations g on g.id = o.organization_id
    where o.id = any(${orderIDs}::uuid[]) order by array_position(${orderIDs}::uuid[], o.id)`.execute(database);
  return rows.map((row) => candidateOf(row, judgeIdentity(images, [orderedPatientOf(row)])));
}

function orderedPatientOf(row: CandidateRow): OrderedPatient {
  const named = row.sender_patient_id ? [{ patientID: row.sender_patient_id, issuerOfPatientID: row.issuer_of_patient_id }] : [];
  return {
    familyName: row.family_name,
    givenName: row.given_name,
    middleName: row.middle_name,
    otherNames: row.other_names,
    birthDate: row.birth_date,
    sex: row.sex,
    patientIDs: [...named, ...row.identifiers],
  };
}

function candidateOf(row: CandidateRow, evidence: IdentityEvidence): OrderCandidate {
  return {
    orderID: row.id,
    orderNumber: row.order_number,
    patient: {
      patientID: row.sender_patient_id,
      issuerOfPatientID: row.issuer_of_patient_id,
      name: `${row.family_name}, ${row.given_name}`,
      birthDate: row.birth_date,
      sex: row.sex,
    },
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
  const study = await findStudy(database, caller, params.id ?? '');
  const words = searchWords(search);
  const wanted =
    words.length > 0
      ? sql.join(words.map(orderMatches), sql` and `)
      : sql`o.organization_id = ${study.organization_id}::uuid and o.images_by <> 'none'`;
  const { rows } = await sql<{ id: string }>`
    select o.id from referral_orders o join patients p on p.id = o.patient_key
    where o.state = 'signed' and ${wanted} order by o.created_at desc limit ${maxJudged}`.execute(database);
  const found = await candidatesFor(
    database,
    study.id,
    rows.map((row) => row.id),
  );
  const best = found.sort((one, other) => rankOf(one) - rankOf(other)).slice(0, maxShown);
  recordLook(context, caller, 'order-candidates-listed', { studyID: study.id, orderIDs: best.map((one) => one.orderID) });
  return { candidates: best };
}

export const orderCandidateRoutes: Route[] = [candidates, searchCandidates];
