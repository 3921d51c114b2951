// The link stage: to which order does a study belong, and whose images does it hold? Nothing is attached on a guess, and every doubt stands open as a
// question with its evidence. It may run again at any time: what is known already is not asked again, what has lost its ground is withdrawn.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { BegunAnew, inTransaction } from '../database/in-transaction.js';
import { type Happening, recordHappenings } from './actor.js';
import {
  chooseOrder,
  groundOfConflicts,
  groundOfOtherOrder,
  groundOfQuarantine,
  namedOrders,
  type OrderChoice,
  settleSeveralPatients,
} from './grounds.js';
import { judgeStudy, settleIdentity } from './identity.js';
import { lockForStudy, readStudy, type StudyNow } from './locks.js';
import { patientsOfStudy, type StudyStatements } from './patient-statements.js';
import { settleQuestion } from './questions.js';
import { linked, tellOfStudy } from './transitions.js';

/** Links one study whose instances are all checked; any other is left as it is. */
export async function linkStudy(database: Database, studyID: string): Promise<void> {
  await inTransaction(database, async (transaction) => {
    // An order is locked before its study; which one, must be known before either is.
    const intended = await intendedOrder(transaction, studyID);
    const study = await lockForStudy(transaction, studyID, intended ? [intended] : []);
    if (study?.stage !== 'validated' && study?.stage !== 'linked') return;
    const statements = await patientsOfStudy(transaction, study.id);
    const { attached, happenings } = await attachOrAsk(transaction, study, statements, intended);
    await settleStudy(transaction, attached, statements);
    await linked(transaction, attached, 'linked');
    await tellOfStudy(transaction, attached, [attached.orderID]);
    await recordHappenings(transaction, 'system', happenings);
  });
}

/** Brings identity and every question of a study that is locked into line with what is known now. */
export async function settleStudy(transaction: Database, study: StudyNow, statements: StudyStatements): Promise<void> {
  await settleIdentity(transaction, study, await judgeStudy(transaction, study, statements));
  if (study.orderID) await settleQuestion(transaction, study.id, 'which-order', await groundOfOtherOrder(transaction, study, statements));
  await settleSeveralPatients(transaction, study.id, statements);
  await settleQuestion(transaction, study.id, 'conflicting-content', await groundOfConflicts(transaction, study.id));
  await settleQuestion(transaction, study.id, 'quarantined-instances', await groundOfQuarantine(transaction, study.id));
}

/** The order to which a study without one is about to go, as it looks before anything is locked. */
async function intendedOrder(database: Database, studyID: string): Promise<string | null> {
  const study = await readStudy(database, studyID);
  if (!study || study.orderID || study.stage === 'received') return null;
  const named = await orderNamed(database, study);
  if (named) return named.orderID;
  const choice = await chooseOrder(database, study, await patientsOfStudy(database, studyID));
  return 'orderID' in choice ? choice.orderID : null;
}

interface Attaching {
  attached: StudyNow;
  happenings: Happening[];
}

/** Attaches a study without an order to the one that was named for it or that it fits, or asks which. */
async function attachOrAsk(
  transaction: Database,
  study: StudyNow,
  statements: StudyStatements,
  intended: string | null,
): Promise<Attaching> {
  const named = await orderNamed(transaction, study);
  if (named) {
    if (named.orderID !== intended) throw new BegunAnew();
    await sql`select attach_studies(array[${study.id}::uuid], ${named.orderID}::uuid, ${named.how}, ${named.accountID}::uuid)`.execute(
      transaction,
    );
    return attachOrAsk(transaction, (await readStudy(transaction, study.id)) ?? study, statements, intended);
  }
  if (study.orderID) return { attached: study, happenings: [] };
  const choice = await chooseOrder(transaction, study, statements);
  if ('orderID' in choice) {
    if (choice.orderID !== intended) throw new BegunAnew();
    return attachMatched(transaction, study, choice);
  }
  await settleQuestion(transaction, study.id, 'which-order', choice.ground);
  return { attached: study, happenings: [] };
}

async function attachMatched(
  transaction: Database,
  study: StudyNow,
  choice: Extract<OrderChoice, { orderID: string }>,
): Promise<Attaching> {
  await transaction
    .insertInto('study_attachments')
    .values({ study_id: study.id, order_id: choice.orderID, how: 'matched', account_id: null, evidence: JSON.stringify(choice.evidence) })
    .execute();
  await transaction.updateTable('studies').set({ order_id: choice.orderID }).where('id', '=', study.id).execute();
  const subject = { studyID: study.id, studyInstanceUID: study.studyInstanceUID, orderID: choice.orderID, how: 'matched' };
  const attached = await readStudy(transaction, study.id);
  if (!attached) throw new BegunAnew();
  return { attached, happenings: [{ event: 'study-attached', action: 'U', organizationID: study.organizationID, subject }] };
}

type Named = { orderID: string; how: 'address' | 'called-ae-title'; accountID: string | null };

/** The order that was named for a study without one and takes it now: by a crash it was not heard, or it was closed then and is open again. */
async function orderNamed(database: Database, study: StudyNow): Promise<Named | null> {
  if (study.orderID) return null;
  const unheard = await orderNamedUnheard(database, study.id);
  if (unheard) return unheard;
  const named = (await namedOrders(database, study)).filter(({ isSettled }) => !isSettled);
  const [only] = named;
  if (!only || named.length > 1 || only.state !== 'signed' || only.isDetached) return null;
  return { orderID: only.orderID, how: 'address', accountID: null };
}

/**
 * The store attaches what was sent to an order's address or title when it answers; a crash behind an instance's row may have kept it from that. Then
 * the naming is missing as well.
 */
async function orderNamedUnheard(database: Database, studyID: string): Promise<Named | null> {
  const { rows } = await sql<{ order_id: string; door: string; account_id: string | null }>`
    select r.order_id, r.door, r.account_id from instances i join receptions r on r.id = i.reception_id
    where i.study_id = ${studyID}::uuid and r.order_id is not null
      and not exists (select from study_namings n where n.study_id = ${studyID}::uuid and n.order_id = r.order_id)
    order by i.seq limit 1`.execute(database);
  const [row] = rows;
  return row ? { orderID: row.order_id, how: row.door === 'dimse' ? 'called-ae-title' : 'address', accountID: row.account_id } : null;
}
