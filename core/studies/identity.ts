import { sql } from 'kysely';
import { z } from 'zod';
import { type IdentityEvidence, identityEvidence } from '../contract/studies.js';
import type { Database } from '../database/database.js';
import { judgeEachStatement, worstOf } from '../identity/judge-identity.js';
import { orderedPatients } from '../matching/candidate-orders.js';
import { placeholdersOfHospital } from '../matching/matching-settings.js';
import type { StudyNow } from './locks.js';
import type { StudyStatements } from './patient-statements.js';
import { type QuestionEvidence, settleQuestion } from './questions.js';

/** What is known of whose images a study holds: the worst of all judgements and, where the order makes several statements, the worst on each. */
export interface StudyEvidence extends IdentityEvidence {
  statements: IdentityEvidence[];
}

const studyEvidence = identityEvidence.extend({ statements: z.array(identityEvidence).default([]) });

/** Judges whose images a study holds against its order, as both stand now; null without an order. */
export async function judgeStudy(
  database: Database,
  study: Pick<StudyNow, 'orderID' | 'organizationID'>,
  images: StudyStatements,
): Promise<StudyEvidence | null> {
  if (!study.orderID) return null;
  const ordered = await orderedPatients(database, study.orderID, study.organizationID);
  const judged = judgeEachStatement(images.patients, ordered, await placeholdersOfHospital(database)).map(worstOf);
  const worst = worstOf(judged);
  // What was not looked at may be of anybody.
  const verdict = worst.verdict === 'agrees' && !images.isComplete ? 'unknown' : worst.verdict;
  return { ...worst, verdict, statements: judged.length > 1 ? judged : [] };
}

/**
 * Writes what is known of whose images a study holds, and brings its question into line: whatever was asked of a former link or on other evidence
 * is closed. A new link is a new question, even to the same order.
 */
export async function settleIdentity(transaction: Database, study: StudyNow, evidence: StudyEvidence | null): Promise<void> {
  await sql`update studies set identity = ${evidence?.verdict ?? null}, identity_evidence = ${evidence && JSON.stringify(evidence)}::jsonb
    where id = ${study.id}::uuid`.execute(transaction);
  await settleQuestion(transaction, study.id, 'whose-images', groundOfIdentity(study, evidence));
}

/** What the question whose images is asked about: the link with its evidence. Null where the identity agrees, or nothing is to compare. */
export function groundOfIdentity(study: Pick<StudyNow, 'orderID' | 'link'>, evidence: StudyEvidence | null): QuestionEvidence | null {
  if (!evidence || evidence.verdict === 'agrees') return null;
  return { orderID: study.orderID, attachmentID: study.link?.id ?? null, ...evidence };
}

/** Reads stored evidence; null where there is none, or none that can be read. */
export function evidenceOf(stored: object | null): StudyEvidence | null {
  const parsed = studyEvidence.safeParse(stored);
  return parsed.success ? parsed.data : null;
}

export function isSameEvidence(one: StudyEvidence | null, other: StudyEvidence | null): boolean {
  return JSON.stringify(groundsOf(one)) === JSON.stringify(groundsOf(other));
}

const groundsOf = (evidence: StudyEvidence | null) => evidence && [evidence, ...evidence.statements].map(pointsOf);
const pointsOf = ({ verdict, comparisons }: IdentityEvidence) => [
  verdict,
  ...comparisons.map((comparison) => [comparison.attribute, comparison.images, comparison.order, comparison.verdict]),
];

/**
 * Whether a decision that was made on some evidence no longer stands on what is known now: the images do not agree with the order, and something of
 * that was not to be seen then.
 */
export function isOvertaken(decidedOn: StudyEvidence | null, now: StudyEvidence | null): boolean {
  if (!now || now.verdict === 'agrees') return false;
  if (!decidedOn || decidedOn.verdict !== now.verdict) return true;
  const seen = statementsOf(decidedOn);
  return statementsOf(now).some((statement) => statement.verdict !== 'agrees' && !seen.some((then) => wasSeen(statement, then)));
}

const statementsOf = (evidence: StudyEvidence): IdentityEvidence[] => (evidence.statements.length > 0 ? evidence.statements : [evidence]);

/** Whether everything that speaks against a statement spoke, in the same way, against one that was seen. */
function wasSeen(statement: IdentityEvidence, then: IdentityEvidence): boolean {
  return statement.comparisons.every(
    ({ attribute, verdict, order }) =>
      verdict === 'agrees' ||
      then.comparisons.some((seen) => seen.attribute === attribute && seen.verdict === verdict && seen.order === order),
  );
}
