import { sql } from 'kysely';
import { z } from 'zod';
import { answerRequest, attachmentRequest, confirmationRequest, rejectionRequest } from '#core/contract/studies.js';
import { type Database, notifyChange } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { StudyStage } from '#core/pipeline/stages.js';
import { announcedOfStudy, assertMissingAcknowledged } from '#core/studies/missing-instances.js';
import { WITHDRAWN } from '#core/studies/questions.js';
import type { GatewayContext } from '../context.js';
import { InvalidFieldsError } from '../http/problem-details.js';
import { type Caller, type Route, route } from '../http/route.js';
import { overtakeIdentityAnswers, readInstanceSet, type StudyToDecide, whyNotConfirm, whyNotDecide } from './decidability.js';
import { recordChange } from './looks.js';
import { questionWords } from './question-words.js';
import { studyExamples } from './study-examples.js';

const decided = z.object({ id: z.uuid(), stage: z.string() });

interface LockedStudy extends StudyToDecide {
  organizationID: string;
}

/**
 * Locks a study for a decision. While the lock is held no instance can be added to it: its insert needs the study's row.
 *
 * @throws GatewayError `not-found` for a study that is not there; radiology sees all.
 */
async function lockStudy(transaction: Database, studyID: string): Promise<LockedStudy> {
  const row = await transaction
    .selectFrom('studies')
    .select(['id', 'organization_id', 'stage', 'identity', 'order_id'])
    .where('id', '=', studyID)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new GatewayError('not-found');
  return { id: row.id, organizationID: row.organization_id, stage: row.stage, identity: row.identity, orderID: row.order_id };
}

function refuse(why: string | null): void {
  if (why) throw new GatewayError('conflict', { explanation: why });
}

async function assertSeen(transaction: Database, study: LockedStudy, seen: string): Promise<number> {
  const { set, count } = await readInstanceSet(transaction, study.id);
  if (set !== seen) refuse('More images arrived while you looked. Look at the study again before you decide.');
  return count;
}

async function setStage(transaction: Database, studyID: string, stage: StudyStage): Promise<void> {
  await transaction.updateTable('studies').set({ stage, stage_changed_at: sql`now()` }).where('id', '=', studyID).execute();
}

async function judgeAnew(transaction: Database, study: LockedStudy): Promise<void> {
  await setStage(transaction, study.id, 'validated');
  await transaction.insertInto('outbox').values({ stage: 'link', study_id: study.id }).execute();
}

/** Tells the pages of the sender and of everyone who sees one of the orders. */
async function tell(transaction: Database, study: LockedStudy, orderIDs: (string | null)[]): Promise<void> {
  await notifyChange(transaction, { kind: 'study', id: study.id, organizationID: study.organizationID, orderID: orderIDs[0] ?? null });
  for (const orderID of new Set(orderIDs)) {
    if (!orderID) continue;
    const order = await transaction.selectFrom('referral_orders').select('organization_id').where('id', '=', orderID).executeTakeFirst();
    if (order) await notifyChange(transaction, { kind: 'order', id: orderID, organizationID: order.organization_id, orderID });
  }
}

interface Decision {
  decision: 'confirmed' | 'rejected';
  instanceSet: string;
  reason: string | null;
  missingAcknowledged?: number | undefined;
}

async function decide(context: GatewayContext, caller: Caller, studyID: string, wish: Decision): Promise<{ id: string; stage: string }> {
  return context.database.transaction().execute(async (transaction) => {
    const study = await lockStudy(transaction, studyID);
    refuse(whyNotDecide(study));
    const instanceCount = await assertSeen(transaction, study, wish.instanceSet);
    if (wish.decision === 'confirmed') refuse(await whyNotConfirm(transaction, study));
    const announced = await announcedOfStudy(transaction, study.id);
    if (wish.decision === 'confirmed') assertMissingAcknowledged(announced.missing, wish.missingAcknowledged);
    const { id } = await transaction
      .insertInto('decisions')
      .values({
        study_id: study.id,
        order_id: study.orderID,
        decision: wish.decision,
        instance_set: wish.instanceSet,
        instance_count: instanceCount,
        announced_count: announced.announced,
        missing_count: announced.missing,
        left_out_count: announced.leftOut,
        reason: wish.reason,
        account_id: caller.accountID,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await setStage(transaction, study.id, wish.decision);
    if (wish.decision === 'confirmed') {
      await transaction.insertInto('outbox').values({ stage: 'confirm', study_id: study.id }).execute();
    } else {
      await closeQuestions(transaction, study.id, caller, wish.reason);
    }
    await tell(transaction, study, [study.orderID]);
    await recordChange(transaction, caller, {
      event: `study-${wish.decision}`,
      action: 'U',
      subject: { studyID: study.id, decisionID: id, orderID: study.orderID, instanceSet: wish.instanceSet },
    });
    return { id: study.id, stage: wish.decision };
  });
}

/** A rejected study asks nothing any more. What was open counts as never answered: should the study be taken up again, it is asked again. */
async function closeQuestions(transaction: Database, studyID: string, caller: Caller, reason: string | null): Promise<void> {
  await transaction
    .updateTable('questions')
    .set({ answered_at: sql`now()`, answered_by: caller.accountID, answer: WITHDRAWN, reason })
    .where('study_id', '=', studyID)
    .where('answered_at', 'is', null)
    .execute();
}

const confirm = route({
  method: 'post',
  path: '/api/studies/:id/confirmation',
  access: ['radiology'],
  scope: 'hospital',
  summary:
    'Confirm receipt of exactly the instances that were seen; 409 with the reason when it may not be, and while announced images are missing that the request does not acknowledge.',
  body: confirmationRequest,
  examples: { ...studyExamples.confirm, answer: { id: studyExamples.detail.answer.id, stage: 'confirmed' } },
  answer: decided,
  handle: ({ context, caller, params, body }) =>
    decide(context, caller, params.id ?? '', {
      decision: 'confirmed',
      instanceSet: body.instanceSet,
      missingAcknowledged: body.missingAcknowledged,
      reason: null,
    }),
});

const reject = route({
  method: 'post',
  path: '/api/studies/:id/rejection',
  access: ['radiology'],
  scope: 'hospital',
  summary: 'Reject a study with a reason that the sender sees.',
  body: rejectionRequest,
  examples: { ...studyExamples.reject, answer: { id: studyExamples.detail.answer.id, stage: 'rejected' } },
  answer: decided,
  handle: ({ context, caller, params, body }) =>
    decide(context, caller, params.id ?? '', { decision: 'rejected', instanceSet: body.instanceSet, reason: body.reason }),
});

async function detach(transaction: Database, studyID: string): Promise<void> {
  await transaction
    .updateTable('study_attachments')
    .set({ detached_at: sql`now()` })
    .where('study_id', '=', studyID)
    .where('detached_at', 'is', null)
    .execute();
}

const attach = route({
  method: 'post',
  path: '/api/studies/:id/attachment',
  access: ['radiology'],
  scope: 'hospital',
  summary: 'Attach a study to an order with a reason, instead of the one it may have; whose images they are is judged anew.',
  body: attachmentRequest,
  examples: { ...studyExamples.attach, answer: { id: studyExamples.detail.answer.id, stage: 'linked' } },
  answer: decided,
  async handle({ context, caller, params, body }) {
    return context.database.transaction().execute(async (transaction) => {
      const study = await lockStudy(transaction, params.id ?? '');
      const order = await transaction
        .selectFrom('referral_orders')
        .select(['id', 'state'])
        .where('id', '=', body.orderID)
        .executeTakeFirst();
      if (!order) throw new InvalidFieldsError({ orderID: 'There is no such order.' });
      if (order.state !== 'signed') throw new GatewayError('order-not-open');
      await detach(transaction, study.id);
      await transaction
        .insertInto('study_attachments')
        .values({ study_id: study.id, order_id: order.id, how: 'person', account_id: caller.accountID, reason: body.reason })
        .execute();
      await transaction
        .updateTable('studies')
        .set({ order_id: order.id, identity: null, identity_evidence: null })
        .where('id', '=', study.id)
        .execute();
      await transaction
        .updateTable('questions')
        .set({ answered_at: sql`now()`, answered_by: caller.accountID, answer: 'attached', reason: body.reason })
        .where('study_id', '=', study.id)
        .where('kind', '=', 'which-order')
        .where('answered_at', 'is', null)
        .execute();
      await overtakeIdentityAnswers(transaction, study.id);
      // A study that is still being checked comes to the stage "link" by itself.
      if (study.stage !== 'received') await judgeAnew(transaction, study);
      await tell(transaction, study, [order.id, study.orderID]);
      await recordChange(transaction, caller, {
        event: 'study-attached',
        action: 'U',
        subject: { studyID: study.id, orderID: order.id, formerOrderID: study.orderID },
      });
      return { id: study.id, stage: study.stage === 'received' ? 'received' : 'validated' };
    });
  },
});

const answerQuestion = route({
  method: 'post',
  path: '/api/studies/:id/answers',
  access: ['radiology'],
  scope: 'hospital',
  summary: 'Answer an open question of a study with a reason.',
  body: answerRequest,
  examples: { ...studyExamples.answer, answer: { id: studyExamples.detail.answer.id, stage: 'linked' } },
  answer: decided,
  async handle({ context, caller, params, body }) {
    return context.database.transaction().execute(async (transaction) => {
      const study = await lockStudy(transaction, params.id ?? '');
      const question = await transaction
        .selectFrom('questions')
        .select(['id', 'kind', 'answered_at'])
        .where('id', '=', body.questionID)
        .where('study_id', '=', study.id)
        .executeTakeFirst();
      if (!question) throw new InvalidFieldsError({ questionID: 'There is no such question.' });
      refuse(question.answered_at ? 'The question is not open any more.' : null);
      const { answers } = questionWords[question.kind];
      if (!answers.some(({ value }) => value === body.answer)) {
        const values = answers.map(({ value }) => value).join(', ');
        throw new InvalidFieldsError({ answer: values ? `This must be one of: ${values}.` : 'Attach the study to an order instead.' });
      }
      await transaction
        .updateTable('questions')
        .set({ answered_at: sql`now()`, answered_by: caller.accountID, answer: body.answer, reason: body.reason })
        .where('id', '=', question.id)
        .execute();
      if (body.answer === 'not-this-patient') await letGo(transaction, study.id);
      const isUndecided = study.stage === 'validated' || study.stage === 'linked';
      if (isUndecided) await judgeAnew(transaction, study);
      await tell(transaction, study, [study.orderID]);
      await recordChange(transaction, caller, {
        event: 'question-answered',
        action: 'U',
        subject: { studyID: study.id, questionID: question.id, kind: question.kind, answer: body.answer },
      });
      return { id: study.id, stage: isUndecided ? 'validated' : study.stage };
    });
  },
});

/** Images of somebody else do not stay at the order, where its clinician would look at them. */
async function letGo(transaction: Database, studyID: string): Promise<void> {
  await detach(transaction, studyID);
  await transaction
    .updateTable('studies')
    .set({ order_id: null, identity: null, identity_evidence: null })
    .where('id', '=', studyID)
    .execute();
}

export const decisionRoutes: Route[] = [confirm, reject, attach, answerQuestion];
