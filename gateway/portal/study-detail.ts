import { type Selectable, sql } from 'kysely';
import type { z } from 'zod';
import type { finding, question, StudyDetail, StudyListItem } from '#core/contract/studies.js';
import type { Database } from '#core/database/database.js';
import type { Tables } from '#core/database/tables.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { whyNotConfirm } from '#core/studies/decidability.js';
import { evidenceOf } from '#core/studies/identity.js';
import { readStudy, type StudyNow } from '#core/studies/locks.js';
import { asksOf, questionWords } from '#core/studies/question-words.js';
import { readSeenSet } from '#core/studies/seen.js';
import type { Caller } from '../http/route.js';
import { attachedOrderOf } from './attached-order.js';
import { isoTime, isoTimeOrNull } from './dicom-text.js';
import { candidatesFor } from './order-candidates.js';
import { decisionsOnStudies, seriesOfStudies } from './study-parts.js';
import type { StudyRow } from './study-rows.js';
import { isHospitalStaff } from './visibility.js';

type FindingPart = z.infer<typeof finding>;
type QuestionPart = z.infer<typeof question>;

/** Completes a row of the worklist to what the page of one study shows. `seesOrder`: whether the caller may see the attached order. */
export async function readStudyDetail(
  database: Database,
  caller: Caller,
  row: StudyRow,
  item: StudyListItem,
  seesOrder: boolean,
): Promise<StudyDetail> {
  const study = await readStudy(database, row.id);
  if (!study) throw new GatewayError('not-found');
  const seen = await readSeenSet(database, study);
  const whyNot = await whyNotConfirm(database, study);
  return {
    ...item,
    series: (await seriesOfStudies(database, [row.id])).get(row.id) ?? [],
    findings: await findingsOf(database, row.id),
    questions: await questionsOf(database, caller, study),
    identityEvidence: seesOrder ? evidenceOf(row.identity_evidence) : null,
    attachedOrder: seesOrder && caller.role !== 'pacs' ? await attachedOrderOf(database, row.id) : null,
    provenance: await provenanceOf(database, caller, row.id),
    instanceSet: seen.token,
    mayConfirm: whyNot === null && caller.role === 'radiology',
    whyNot: whyNot ?? (caller.role === 'radiology' ? null : 'Only radiology staff confirm what was received.'),
    decisions: (await decisionsOnStudies(database, [row.id])).get(row.id) ?? [],
  };
}

async function findingsOf(database: Database, studyID: string): Promise<FindingPart[]> {
  const { rows } = await sql<FindingPart>`
    select f ->> 'code' as code, f ->> 'severity' as severity, min(f ->> 'explanation') as explanation, min(f ->> 'whatToDo') as "whatToDo",
      count(*) as "instanceCount", (array_agg(i.sop_instance_uid order by i.seq))[1:10] as "sopInstanceUIDs"
    from instances i cross join jsonb_array_elements(i.findings) f where i.study_id = ${studyID}::uuid and i.findings <> '[]'
    group by 1, 2 order by array_position(array['error', 'warning', 'info'], f ->> 'severity'), 1`.execute(database);
  return rows;
}

async function questionsOf(database: Database, caller: Caller, study: StudyNow): Promise<QuestionPart[]> {
  const rows = await database
    .selectFrom('questions')
    .select(['id', 'kind', 'evidence', 'asked_at'])
    .where('study_id', '=', study.id)
    .where('answered_at', 'is', null)
    .orderBy('asked_at')
    .execute();
  const staff = isHospitalStaff(caller.role);
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      kind: row.kind,
      // Whoever can't answer learns what is asked, and nothing of the orders of others.
      asks: staff ? asksOf(row.kind, row.evidence) : questionWords[row.kind].asks,
      // Evidence may name orders of others; those who can't answer see only what is asked.
      evidence: staff ? (row.evidence as Record<string, unknown>) : {},
      candidates: staff ? await candidatesFor(database, study, candidateOrderIDs(row.evidence)) : [],
      answers: staff ? questionWords[row.kind].answers.map(({ value, label }) => ({ value, label })) : [],
      askedAt: isoTime(row.asked_at),
    })),
  );
}

function candidateOrderIDs(evidence: object): string[] {
  const ids = (evidence as { candidateOrderIDs?: unknown }).candidateOrderIDs;
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
}

async function provenanceOf(database: Database, caller: Caller, studyID: string): Promise<StudyDetail['provenance']> {
  const { rows } = await sql<Selectable<Tables['receptions']> & { organization: string; account: string | null; instance_count: number }>`
    select c.*, g.name as organization, a.display_name as account, n.instance_count
    from (select reception_id, count(*) as instance_count from instances where study_id = ${studyID}::uuid group by reception_id) n
    join receptions c on c.id = n.reception_id join organizations g on g.id = c.organization_id left join accounts a on a.id = c.account_id
    order by c.started_at desc limit 200`.execute(database);
  return rows.map((row) => {
    const seesMachine = isHospitalStaff(caller.role) || row.organization_id === caller.organizationID;
    return {
      receptionID: row.id,
      door: row.door,
      organization: row.organization,
      account: seesMachine ? row.account : null,
      callingAETitle: seesMachine ? row.calling_ae_title : null,
      calledAETitle: seesMachine ? row.called_ae_title : null,
      remoteAddress: seesMachine ? row.remote_address : null,
      tls: row.tls,
      startedAt: isoTime(row.started_at),
      endedAt: isoTimeOrNull(row.ended_at),
      outcome: row.outcome,
      instanceCount: row.instance_count,
    };
  });
}
