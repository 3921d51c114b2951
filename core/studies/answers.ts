// People answer what is asked about a study, and attach it to an order. Each act is bound to what its person saw, or, where a program does not say
// what it saw, to the link that the study had when the request came in.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { inTransaction } from '../database/in-transaction.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { QuestionKind } from '../pipeline/stages.js';
import { type AccountActor, type Happening, recordHappenings } from './actor.js';
import { type ActedOn, assertSeen, refuse } from './decisions.js';
import { groundOfConflicts, groundOfOtherOrder, groundOfQuarantine, groundOfSeveralPatients } from './grounds.js';
import { groundOfIdentity, judgeStudy } from './identity.js';
import { settleStudy } from './linking.js';
import { lockForStudy, readStudy, type StudyNow } from './locks.js';
import { patientsOfStudy, type StudyStatements } from './patient-statements.js';
import { questionWords } from './question-words.js';
import { type QuestionEvidence, settleQuestion } from './questions.js';
import { readSeenSet } from './seen.js';
import { linked, sentToLink, tellOfStudy } from './transitions.js';

interface Bound {
  /** The token of what was seen, where the caller sends one. */
  instanceSet?: string | undefined;
}

export interface Attachment extends Bound {
  orderID: string;
  reason: string;
}

export interface Answer extends Bound {
  questionID: string;
  answer: string;
  reason: string;
}

/** What a request names that is not there, or not possible; the border says it in its own way. */
export class UnknownChoice extends Error {
  readonly field: 'orderID' | 'questionID' | 'answer';

  constructor(field: UnknownChoice['field'], sentence: string) {
    super(sentence);
    this.field = field;
  }
}

export const linkHasChanged = 'Somebody attached or detached this study meanwhile. Look at the study again before you decide.';
export const groundHasChanged = 'What the question was asked about has changed meanwhile. Look at the study again before you answer.';
const notOpenAnyMore = 'The question is not open any more.';

/**
 * Attaches a study to an order, instead of the one that it may have, and judges at once whose images it holds.
 *
 * @throws GatewayError `not-found`; `order-not-open`; `conflict` when the study is another thing than was seen. UnknownChoice for no such order.
 */
export async function attachStudy(database: Database, actor: AccountActor, studyID: string, wish: Attachment): Promise<ActedOn> {
  const atArrival = await readStudy(database, studyID);
  return inTransaction(database, async (transaction) => {
    const study = await lockForStudy(transaction, studyID, [wish.orderID]);
    if (!study || !atArrival) throw new GatewayError('not-found');
    await assertBound(transaction, study, { wish, atArrival });
    const order = await transaction.selectFrom('referral_orders').select(['id', 'state']).where('id', '=', wish.orderID).executeTakeFirst();
    if (!order) throw new UnknownChoice('orderID', 'There is no such order.');
    if (order.state !== 'signed') throw new GatewayError('order-not-open');
    await closeLink(transaction, study, { actor, reason: wish.reason });
    await transaction
      .insertInto('study_attachments')
      .values({ study_id: study.id, order_id: order.id, how: 'person', account_id: actor.account.accountID, reason: wish.reason })
      .execute();
    await transaction.updateTable('studies').set({ order_id: order.id }).where('id', '=', study.id).execute();
    await answerWhichOrder(transaction, study.id, { actor, reason: wish.reason });
    const subject = { studyID: study.id, orderID: order.id, formerOrderID: study.orderID };
    const attached = { event: 'study-attached', action: 'U', organizationID: study.organizationID, subject } as const;
    return settleAndTell(transaction, actor, { study, told: [order.id, study.orderID], happenings: [attached] });
  });
}

/**
 * Answers an open question of a study. Images of somebody else leave the order, where its clinician would look at them, and are never attached there
 * again by themselves.
 *
 * @throws GatewayError `not-found`; `conflict` when the question is closed, or link, orders or instances are not what it was asked about any more.
 * UnknownChoice for no such question or answer.
 */
export async function answerQuestion(database: Database, actor: AccountActor, studyID: string, wish: Answer): Promise<ActedOn> {
  const atArrival = await readStudy(database, studyID);
  const acted = await inTransaction(database, async (transaction) => {
    const study = await lockForStudy(transaction, studyID);
    if (!study || !atArrival) throw new GatewayError('not-found');
    const question = await openQuestion(transaction, study.id, wish);
    await assertBound(transaction, study, { wish, atArrival });
    const ground = await groundNow(transaction, study, { kind: question.kind });
    if (!(await standsOn(transaction, wish.questionID, ground))) {
      await settleQuestion(transaction, study.id, question.kind, ground);
      return null;
    }
    await transaction
      .updateTable('questions')
      .set({ answered_at: sql`now()`, answered_by: actor.account.accountID, answer: wish.answer, reason: wish.reason })
      .where('id', '=', wish.questionID)
      .execute();
    const subject = { studyID: study.id, questionID: wish.questionID, kind: question.kind, answer: wish.answer };
    const answered = { event: 'question-answered', action: 'U', organizationID: study.organizationID, subject } as const;
    if (wish.answer === 'not-this-patient') return letGo(transaction, { actor, study, reason: wish.reason, answered });
    return settleAndTell(transaction, actor, { study, told: [study.orderID], happenings: [answered] });
  });
  if (!acted) throw new GatewayError('conflict', { explanation: groundHasChanged });
  return acted;
}

async function assertBound(
  transaction: Database,
  study: StudyNow,
  { wish, atArrival }: { wish: Bound; atArrival: StudyNow },
): Promise<void> {
  if (wish.instanceSet !== undefined) assertSeen(wish.instanceSet, await readSeenSet(transaction, study));
  refuse(study.link?.id === atArrival.link?.id ? null : linkHasChanged);
}

async function openQuestion(transaction: Database, studyID: string, { questionID, answer }: Answer): Promise<{ kind: QuestionKind }> {
  const question = await transaction
    .selectFrom('questions')
    .select(['kind', 'answered_at'])
    .where('id', '=', questionID)
    .where('study_id', '=', studyID)
    .executeTakeFirst();
  if (!question) throw new UnknownChoice('questionID', 'There is no such question.');
  refuse(question.answered_at ? notOpenAnyMore : null);
  const { answers } = questionWords[question.kind];
  if (!answers.some(({ value }) => value === answer)) {
    const values = answers.map(({ value }) => value).join(', ');
    throw new UnknownChoice('answer', values ? `This must be one of: ${values}.` : 'Attach the study to an order instead.');
  }
  return question;
}

/** What a question of this kind would be asked about now. */
async function groundNow(transaction: Database, study: StudyNow, { kind }: { kind: QuestionKind }): Promise<QuestionEvidence | null> {
  const statements = (): Promise<StudyStatements> => patientsOfStudy(transaction, study.id);
  switch (kind) {
    case 'whose-images':
      return groundOfIdentity(study, await judgeStudy(transaction, study, await statements()));
    case 'several-patients':
      return groundOfSeveralPatients(transaction, await statements());
    case 'conflicting-content':
      return groundOfConflicts(transaction, study.id);
    case 'quarantined-instances':
      return groundOfQuarantine(transaction, study.id);
    case 'which-order':
      return groundOfOtherOrder(transaction, study, await statements());
  }
}

async function standsOn(transaction: Database, questionID: string, ground: QuestionEvidence | null): Promise<boolean> {
  const { rows } = await sql<{ stands: boolean | null }>`
    select evidence = ${ground && JSON.stringify(ground)}::jsonb as stands from questions where id = ${questionID}::uuid`.execute(
    transaction,
  );
  return rows[0]?.stands === true;
}

interface ByPerson {
  actor: AccountActor;
  reason: string;
}

/** Ends the link that a study has: a person detaches it, and it is never attached there again by itself. */
async function closeLink(transaction: Database, study: StudyNow, { actor, reason }: ByPerson): Promise<void> {
  if (!study.link) return;
  await transaction
    .updateTable('study_attachments')
    .set({ detached_at: sql`clock_timestamp()`, detached_by: actor.account.accountID, detached_reason: reason })
    .where('id', '=', study.link.id)
    .execute();
}

async function answerWhichOrder(transaction: Database, studyID: string, { actor, reason }: ByPerson): Promise<void> {
  await transaction
    .updateTable('questions')
    .set({ answered_at: sql`now()`, answered_by: actor.account.accountID, answer: 'attached', reason })
    .where('study_id', '=', studyID)
    .where('kind', '=', 'which-order')
    .where('answered_at', 'is', null)
    .execute();
}

interface Aftermath {
  study: StudyNow;
  told: (string | null)[];
  happenings: Happening[];
}

/** Judges a study at once after an act on it; one that has no order, or is still being checked, comes to that by itself. */
async function settleAndTell(transaction: Database, actor: AccountActor, { study, told, happenings }: Aftermath): Promise<ActedOn> {
  const now = (await readStudy(transaction, study.id)) ?? study;
  const opened = now.orderID ? await settleLinked(transaction, now) : await sentToLink(transaction, now, 'a person acted on it');
  await tellOfStudy(transaction, study, told);
  await recordHappenings(transaction, actor, [...happenings, ...opened]);
  return { id: study.id, stage: study.stage === 'received' ? 'received' : now.orderID ? 'linked' : 'validated' };
}

async function settleLinked(transaction: Database, study: StudyNow): Promise<Happening[]> {
  await settleStudy(transaction, study, await patientsOfStudy(transaction, study.id));
  return linked(transaction, study, 'a person acted on it');
}

/** Images of somebody else do not stay at the order. */
async function letGo(
  transaction: Database,
  { actor, study, reason, answered }: ByPerson & { study: StudyNow; answered: Happening },
): Promise<ActedOn> {
  await closeLink(transaction, study, { actor, reason });
  await transaction
    .updateTable('studies')
    .set({ order_id: null, identity: null, identity_evidence: null })
    .where('id', '=', study.id)
    .execute();
  await settleQuestion(transaction, study.id, 'whose-images', null);
  const subject = { studyID: study.id, formerOrderID: study.orderID };
  const detached = { event: 'study-detached', action: 'U', organizationID: study.organizationID, subject } as const;
  return settleAndTell(transaction, actor, { study, told: [study.orderID], happenings: [answered, detached] });
}
