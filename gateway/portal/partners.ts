import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { peerList, receptionList, refusalList } from '#core/contract/partners.js';
import type { Tables } from '#core/database/tables.js';
import { everyRole, type Route, route } from '../http/route.js';
import { isoTime, isoTimeOrNull } from './dicom-text.js';
import { recordLook } from './looks.js';
import { rejectedStudiesOf } from './resends.js';
import { studyExamples } from './study-examples.js';
import { isHospitalStaff, seesOrganization } from './visibility.js';

const page = {
  limit: z.coerce.number().int().min(1).max(500).default(100),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
};

const peers = route({
  method: 'get',
  path: '/api/peers',
  access: everyRole,
  scope: 'organization',
  summary: 'The sending systems that are registered.',
  answer: peerList,
  examples: studyExamples.peers,
  async handle({ context, caller }) {
    const { rows } = await sql<{
      id: string;
      name: string;
      organization_id: string;
      organization: string;
      ae_title: string;
      addresses: string[];
      enabled: boolean;
    }>`
      select p.id, p.name, p.organization_id, g.name as organization, p.ae_title, p.addresses::text[] as addresses, p.enabled
      from peers p join organizations g on g.id = p.organization_id where ${seesOrganization(caller, 'p.organization_id')}
      order by g.name, p.name, p.id limit 1000`.execute(context.database);
    recordLook(context, caller, 'peers-listed', {});
    return {
      peers: rows.map((row) => ({
        id: row.id,
        name: row.name,
        organization: { id: row.organization_id, name: row.organization },
        aeTitle: row.ae_title,
        addresses: row.addresses,
        enabled: row.enabled,
      })),
    };
  },
});

const receptionQuery = z.object({ ...page, order: z.uuid().optional() });

const receptions = route({
  method: 'get',
  path: '/api/receptions',
  access: everyRole,
  scope: 'organization',
  summary: 'The log of associations and requests that sent something, newest first.',
  query: receptionQuery as z.ZodType<z.infer<typeof receptionQuery>>,
  answer: receptionList,
  examples: studyExamples.receptions,
  async handle({ context, caller, query }) {
    const ofOrder = query.order ? sql`c.order_id = ${query.order}::uuid` : sql`true`;
    const condition = sql`${seesOrganization(caller, 'c.organization_id')} and ${ofOrder}`;
    const { rows } = await sql<Selectable<Tables['receptions']> & { organization: string }>`
      select c.*, g.name as organization from receptions c join organizations g on g.id = c.organization_id where ${condition}
      order by c.started_at desc, c.id limit ${query.limit} offset ${query.offset}`.execute(context.database);
    const total = await sql<{ total: number }>`select count(*) as total from receptions c where ${condition}`.execute(context.database);
    const ids = rows.map((row) => row.id);
    const resent = await rejectedStudiesOf(context.database, ids);
    recordLook(context, caller, 'receptions-listed', {});
    return {
      receptions: rows.map((row) => ({
        id: row.id,
        organization: row.organization,
        door: row.door,
        callingAETitle: row.calling_ae_title,
        calledAETitle: row.called_ae_title,
        remoteAddress: row.remote_address,
        tls: row.tls,
        startedAt: isoTime(row.started_at),
        endedAt: isoTimeOrNull(row.ended_at),
        outcome: row.outcome,
        storedCount: row.stored_count,
        refusedCount: row.refused_count,
        rejectedStudies: resent.get(row.id) ?? [],
      })),
      total: total.rows[0]?.total ?? 0,
    };
  },
});

const refusalQuery = z.object({ ...page, reception: z.uuid().optional() });

const refusals = route({
  method: 'get',
  path: '/api/refusals',
  access: everyRole,
  scope: 'organization',
  summary: 'Every refused instance and association with its reason in plain words, newest first.',
  query: refusalQuery as z.ZodType<z.infer<typeof refusalQuery>>,
  answer: refusalList,
  examples: studyExamples.refusals,
  async handle({ context, caller, query }) {
    // A refused association of an unknown sender belongs to nobody: hospital staff alone see it.
    const visible = isHospitalStaff(caller.role) ? sql`true` : sql`r.organization_id = ${caller.organizationID}::uuid`;
    const ofReception = query.reception ? sql`r.reception_id = ${query.reception}::uuid` : sql`true`;
    const { rows } = await sql<Selectable<Tables['refusals']>>`
      select r.* from refusals r where ${visible} and ${ofReception} order by r.at desc, r.id desc limit ${query.limit} offset ${query.offset}`.execute(
      context.database,
    );
    const total = await sql<{ total: number }>`select count(*) as total from refusals r where ${visible} and ${ofReception}`.execute(
      context.database,
    );
    recordLook(context, caller, 'refusals-listed', {});
    return {
      refusals: rows.map((row) => ({
        id: row.id,
        receptionID: row.reception_id,
        at: isoTime(row.at),
        door: row.door,
        callingAETitle: row.calling_ae_title,
        calledAETitle: row.called_ae_title,
        remoteAddress: row.remote_address,
        sopClassUID: row.sop_class_uid,
        sopInstanceUID: row.sop_instance_uid,
        studyInstanceUID: row.study_instance_uid,
        code: row.error_code,
        status: row.status,
        explanation: row.explanation,
      })),
      total: total.rows[0]?.total ?? 0,
    };
  },
});

export const partnerRoutes: Route[] = [peers, receptions, refusals];
