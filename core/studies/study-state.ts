import { type RawBuilder, sql } from 'kysely';
import { orderIsArriving, orderLacksAnnounced, studyLacksAnnounced } from './missing-instances.js';

const hasOpenQuestion = sql<boolean>`exists (select 1 from questions q where q.study_id = s.id and q.answered_at is null)`;

/** What the worklist calls the state of the study `s`. */
export const stateOfStudy = sql<string>`case when s.stage in ('confirmed', 'rejected') then s.stage when ${hasOpenQuestion} then 'questions'
  when s.stage <> 'linked' then 'checking' when ${studyLacksAnnounced} then 'incomplete' else 'ready' end`;

/** How many studies of the order `o` are in which state, as one JSON object. */
export const studyStatesOfOrder = sql<Record<string, number>>`(select coalesce(jsonb_object_agg(n.state, n.count), '{}')
  from (select ${stateOfStudy} as state, count(*) as count from studies s where s.order_id = o.id group by 1) n)`;

const openQuestion = sql`exists (select 1 from studies s join questions q on q.study_id = s.id and q.answered_at is null where s.order_id = o.id)`;
const anyStudy = (condition: RawBuilder<unknown>) => sql`exists (select 1 from studies s where s.order_id = o.id and ${condition})`;
const everyStudyConfirmed = sql`coalesce((select bool_and(s.stage = 'confirmed') from studies s where s.order_id = o.id), false)`;
const openReception = sql`exists (select 1 from receptions c where c.order_id = o.id and c.ended_at is null)`;

/** One word for the images of the order `o` (a row of referral_orders), ranked by what is asked of people. */
export const imagesStateOfOrder = sql<string>`case
  when ${openQuestion} then 'question-open'
  when ${orderLacksAnnounced} then case when ${orderIsArriving} then 'uploading' else 'incomplete' end
  when ${everyStudyConfirmed} then 'confirmed'
  when ${openReception} then 'uploading'
  when ${anyStudy(sql`s.stage in ('received', 'validated')`)} then 'being-checked'
  when ${anyStudy(sql`s.stage = 'rejected'`)} then 'rejected'
  when ${anyStudy(sql`true`)} then 'received'
  when o.images_by = 'none' then 'not-expected'
  else 'awaiting' end`;
