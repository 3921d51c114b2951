// What a person saw of a study when they decided: a token that the page was given and that the decision carries back. It covers everything that the
// page shows and that the decision is made of.
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { evidenceOf } from './identity.js';
import type { StudyNow } from './locks.js';
import { WITHDRAWN } from './questions.js';

/** The parts of what is seen, in the sequence in which they stand in the token and in which a change is told. */
export const seenParts = ['instances', 'link', 'identity', 'patient', 'order', 'questions'] as const;
export type SeenPart = (typeof seenParts)[number];

export interface SeenSet {
  /** Opaque to whoever carries it; at most 200 characters. */
  token: string;
  instanceCount: number;
}

/** Names everything about a study that a decision is made of, as it is now; the same for the page and for the decision. */
export async function readSeenSet(database: Database, study: StudyNow): Promise<SeenSet> {
  const { rows } = await sql<{ count: number; contents: string | null }>`
    select count(*) as count, encode(sha256(convert_to(coalesce(string_agg(id::text || content_version || state, ',' order by seq), ''), 'UTF8')), 'hex')
      as contents
    from instances where study_id = ${study.id}::uuid`.execute(database);
  const { count = 0, contents = '' } = rows[0] ?? {};
  const questions = await database
    .selectFrom('questions')
    .select(['id', 'answer'])
    .where('study_id', '=', study.id)
    .where((where) => where.or([where('answer', 'is', null), where('answer', '<>', WITHDRAWN)]))
    .orderBy('id')
    .execute();
  const { order } = study;
  const parts: Record<SeenPart, unknown> = {
    instances: contents,
    link: study.link?.id ?? null,
    identity: evidenceOf(study.identityEvidence),
    patient: order && [order.patientKey, order.patientVersion],
    order: order && [order.id, order.state, order.version],
    questions: questions.map(({ id, answer }) => [id, answer]),
  };
  return { token: [count, ...seenParts.map((part) => digestOf(parts[part]))].join('-'), instanceCount: count };
}

const digestOf = (part: unknown): string =>
  createHash('sha256').update(JSON.stringify(part)).digest('base64url').replace(/[-_]/g, '0').slice(0, 22);

/**
 * What is another thing now than it was in the token that was seen; empty when nothing is. A token that can't be read counts as all changed. Questions
 * follow what they ask about, so they are named only where nothing else has changed.
 */
export function changedSince(seen: string, now: SeenSet): SeenPart[] {
  const [, ...then] = seen.split('-');
  const [, ...current] = now.token.split('-');
  const changed = seenParts.filter((_, index) => then[index] !== current[index]);
  return changed.length > 1 ? changed.filter((part) => part !== 'questions') : changed;
}

const sentences: Record<SeenPart, string> = {
  instances: 'Images of this study were replaced or checked again while you looked. Look at the study again before you decide.',
  link: 'The study was attached to another order, or detached, while you looked. Look at the study again before you decide.',
  identity: 'What is known of whose images these are has changed while you looked. Look at the study again before you decide.',
  patient: "The patient's chart was changed while you looked. Look at the study again before you decide.",
  order: 'The referral order was changed while you looked. Look at the study again before you decide.',
  questions: 'A question about this study was asked or answered while you looked. Look at the study again before you decide.',
};

/** Says in one sentence what has changed most since it was seen. */
export function sentenceOfChange(changed: readonly SeenPart[], seen: string, now: SeenSet): string {
  const [first] = changed;
  if (first === 'instances' && now.instanceCount > Number.parseInt(seen, 10)) return moreImagesArrived;
  return sentences[first ?? 'instances'];
}

const moreImagesArrived = 'More images arrived while you looked. Look at the study again before you decide.';

/** Every sentence that tells of a change. */
export const sentencesOfChange: readonly string[] = [moreImagesArrived, ...Object.values(sentences)];
