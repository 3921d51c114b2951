// What the questions of a study are grounded on. A ground names whatever it stands on by id, so that anything else is another question.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { displayName } from '../identity/judge-identity.js';
import { candidateOrders } from '../matching/candidate-orders.js';
import { matchOrder, type OrderMatch } from '../matching/match-order.js';
import { placeholdersOfHospital } from '../matching/matching-settings.js';
import type { OrderState } from '../pipeline/stages.js';
import type { StudyNow } from './locks.js';
import { areSeveralPatients, type StudyStatements } from './patient-statements.js';
import { type QuestionEvidence, settleQuestion } from './questions.js';

const maxCandidates = 10;

/** Why it is asked to which order a study belongs; what the page says follows from it. */
export const whichOrderReasons = [
  'none',
  'part',
  'several',
  'several-patients',
  'too-many',
  'not-awaiting',
  'named-twice',
  'order-cancelled',
  'order-closed',
  'detached-before',
] as const;
export type WhichOrderReason = (typeof whichOrderReasons)[number];

export type OrderChoice = { orderID: string; evidence: object } | { ground: QuestionEvidence };

/**
 * Finds the one order to which a study without an order goes by itself, or the ground on which a person is asked. Whatever a sender named without
 * its being attached, and whatever a person has detached the study from, is asked and never chosen.
 */
export async function chooseOrder(database: Database, study: StudyNow, statements: StudyStatements): Promise<OrderChoice> {
  const candidates = await candidateOrders(database, study, statements.patients);
  const { orders } = candidates;
  const isComplete = candidates.isComplete && statements.isComplete;
  const placeholders = await placeholdersOfHospital(database);
  const areSeveral = areSeveralPatients(statements, placeholders);
  const match = matchOrder(statements.patients, study.accessionNumber, orders, { placeholders, isComplete: isComplete && !areSeveral });
  const named = (await namedOrders(database, study)).filter(({ isSettled }) => !isSettled);
  const former = await formerLinks(database, study.id);
  if (match.kind === 'one' && named.length === 0) return { orderID: match.orderID, evidence: match.evidence };

  const offered = [...named.filter(({ state }) => state === 'signed').map(idOf), ...rankedIDs(match)];
  const agreeing = match.kind === 'one' ? [match.orderID] : match.ranked.filter(({ evidence }) => evidence.verdict === 'agrees').map(idOf);
  const mayReceive = (orderID: string) => orders.some((order) => order.orderID === orderID && order.mayReceiveByItself);
  const reason = ((): WhichOrderReason => {
    if (named.length > 0) return reasonOfNaming(named);
    if (!isComplete) return 'too-many';
    if (areSeveral) return 'several-patients';
    if (agreeing.some((orderID) => former.orderIDs.includes(orderID))) return 'detached-before';
    if (agreeing.length > 0 && !agreeing.some(mayReceive)) return 'not-awaiting';
    return match.kind === 'one' ? 'part' : match.kind;
  })();
  return {
    ground: {
      reason,
      candidateOrderIDs: [...new Set(offered)].slice(0, maxCandidates),
      ...groundOfNaming(named),
      ...(former.newestID ? { formerAttachmentID: former.newestID } : {}),
    },
  };
}

function rankedIDs(match: OrderMatch): string[] {
  return match.kind === 'one' ? [match.orderID] : match.ranked.map(idOf);
}

const idOf = ({ orderID }: { orderID: string }): string => orderID;

/** Why a study that has an order must be asked about all the same: its order is cancelled, or another was named for it. Null when neither is so. */
export async function groundOfOtherOrder(
  database: Database,
  study: StudyNow,
  statements: StudyStatements,
): Promise<QuestionEvidence | null> {
  if (!study.order) return null;
  if (study.order.state === 'cancelled') {
    const { orders } = await candidateOrders(database, study, statements.patients);
    const others = orders.filter(({ orderID }) => orderID !== study.orderID);
    const placeholders = await placeholdersOfHospital(database);
    const candidateOrderIDs = rankedIDs(
      matchOrder(statements.patients, study.accessionNumber, others, { placeholders, isComplete: false }),
    );
    return { reason: 'order-cancelled', orderID: study.orderID, attachmentID: study.link?.id ?? null, candidateOrderIDs };
  }
  const named = (await namedOrders(database, study)).filter(({ isSettled }) => !isSettled);
  if (named.length === 0) return null;
  const reason = named.some(({ isDetached }) => isDetached) ? 'detached-before' : 'named-twice';
  return { reason, candidateOrderIDs: [study.order.id, ...named.map(idOf)], ...groundOfNaming(named) };
}

export interface NamedOrder {
  orderID: string;
  state: OrderState;
  namedAt: string;
  /** A person has detached the study from an order of this patient. */
  isDetached: boolean;
  isSettled: boolean;
}

function reasonOfNaming(named: readonly NamedOrder[]): WhichOrderReason {
  if (named.some(({ state }) => state === 'cancelled')) return 'order-cancelled';
  if (named.some(({ state }) => state === 'closed')) return 'order-closed';
  return named.some(({ isDetached }) => isDetached) ? 'detached-before' : 'named-twice';
}

const groundOfNaming = (named: readonly NamedOrder[]) =>
  named.length > 0
    ? {
        namedAt: named
          .map(({ namedAt }) => namedAt)
          .sort()
          .at(-1),
      }
    : {};

/**
 * The orders, but for its own, that senders named for a study by address or AE title. A person settles a naming by attaching or detaching the study
 * after it.
 */
export async function namedOrders(database: Database, study: Pick<StudyNow, 'id' | 'orderID'>): Promise<NamedOrder[]> {
  const { rows } = await sql<NamedOrder>`
    select n.order_id as "orderID", o.state, to_char(n.named_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "namedAt",
      exists (select from study_attachments a join referral_orders former on former.id = a.order_id
        where a.study_id = n.study_id and a.detached_at is not null and former.patient_key = o.patient_key) as "isDetached",
      exists (select from study_attachments a where a.study_id = n.study_id and (
          (a.detached_at is null and a.how = 'person' and a.attached_at >= n.named_at)
          or (a.order_id = n.order_id and a.detached_at >= n.named_at))) as "isSettled"
    from study_namings n join referral_orders o on o.id = n.order_id
    where n.study_id = ${study.id}::uuid and n.order_id is distinct from ${study.orderID}::uuid
    order by n.order_id`.execute(database);
  return rows;
}

async function formerLinks(database: Database, studyID: string): Promise<{ orderIDs: string[]; newestID: string | null }> {
  const rows = await database
    .selectFrom('study_attachments')
    .select(['id', 'order_id'])
    .where('study_id', '=', studyID)
    .where('detached_at', 'is not', null)
    .orderBy('detached_at', 'desc')
    .orderBy('id')
    .execute();
  return { orderIDs: rows.map((row) => row.order_id), newestID: rows[0]?.id ?? null };
}

/** Asks whether a study is of one person, where its instances say otherwise. */
export async function settleSeveralPatients(transaction: Database, studyID: string, statements: StudyStatements): Promise<void> {
  await settleQuestion(transaction, studyID, 'several-patients', await groundOfSeveralPatients(transaction, statements));
}

export async function groundOfSeveralPatients(database: Database, statements: StudyStatements): Promise<QuestionEvidence | null> {
  if (!areSeveralPatients(statements, await placeholdersOfHospital(database))) return null;
  const patients = statements.patients.slice(0, 10).map((patient) => ({
    patientID: patient.patientID,
    name: displayName(patient.patientName),
    birthDate: patient.patientBirthDate,
    sex: patient.patientSex,
    sopInstanceUID: patient.sopInstanceUID,
    instanceCount: patient.instanceCount,
  }));
  return { patients, ...(statements.isComplete ? {} : { reason: 'too-many' }) };
}

/** The instances of a study under whose identifiers other content came. */
export async function groundOfConflicts(database: Database, studyID: string): Promise<QuestionEvidence | null> {
  const { rows } = await sql<InstanceGround>`
    select count(*) as count, (array_agg(distinct c.sop_instance_uid))[1:10] as uids, array_agg(c.id order by c.id) as ids
    from conflicting_instances c join instances i on i.id = c.instance_id where i.study_id = ${studyID}::uuid`.execute(database);
  return instanceGround(rows[0]);
}

/** The instances of a study that are quarantined. */
export async function groundOfQuarantine(database: Database, studyID: string): Promise<QuestionEvidence | null> {
  const { rows } = await sql<InstanceGround>`
    select count(*) as count, (array_agg(sop_instance_uid order by seq))[1:10] as uids, array_agg(id order by id) as ids
    from instances where study_id = ${studyID}::uuid and state = 'quarantined'`.execute(database);
  return instanceGround(rows[0]);
}

interface InstanceGround {
  count: number;
  uids: string[];
  ids: string[];
}

/** Names every instance by id, so that one more makes it another question; `sopInstanceUIDs` holds the first ten for people. */
function instanceGround(row: InstanceGround | undefined): QuestionEvidence | null {
  return row && row.count > 0 ? { instanceCount: row.count, sopInstanceUIDs: row.uids, instanceIDs: row.ids } : null;
}
