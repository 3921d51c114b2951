import { type HospitalRow, hospitalRow, hospitalWrite } from '#core/contract/administration.js';
import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { readMatchingSettings } from '#core/matching/matching-settings.js';
import { type Route, route } from '../../http/route.js';
import { recordChange, recordLook } from '../looks.js';
import { tellEveryPage } from './administered-list.js';

const example: HospitalRow = {
  name: 'Receiving hospital',
  departmentName: 'Radiology',
  candidateDays: 90,
  placeholders: { names: ['ZZTEST'], patientIDs: ['99999'], birthDates: ['18991230'] },
  version: 1,
};
const common = { path: '/api/admin/hospital', access: ['admin'] as const, scope: 'hospital' as const, answer: hospitalRow };

async function readHospital(database: Database): Promise<HospitalRow> {
  const row = await database
    .selectFrom('hospital_settings')
    .select(['name', 'department_name as departmentName', 'version'])
    .executeTakeFirst();
  const { candidateDays, ownPlaceholders } = await readMatchingSettings(database);
  return {
    ...(row ?? { name: 'Receiving hospital', departmentName: 'Radiology', version: 0 }),
    candidateDays,
    placeholders: ownPlaceholders,
  };
}

const show = route({
  ...common,
  method: 'get',
  summary: 'The wording that names the hospital, and how images find their order.',
  examples: { answer: example },
  async handle({ context, caller }) {
    const row = await readHospital(context.database);
    recordLook(context, caller, 'hospital-wording-viewed', {});
    return row;
  },
});

const change = route({
  ...common,
  method: 'put',
  summary:
    'Change the wording that names the hospital, how many days a signed order takes further studies by itself, and the stand-ins for names, Patient IDs and birth dates.',
  body: hospitalWrite,
  examples: { request: example, answer: { ...example, version: 2 } },
  handle: ({ context, caller, body }) =>
    context.database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('hospital_settings')
        .values({ version: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const row = await transaction.selectFrom('hospital_settings').select('version').forUpdate().executeTakeFirstOrThrow();
      if (row.version !== body.version) throw new GatewayError('conflict', { explanation: 'Somebody changed this after you opened it.' });
      const seen = await readHospital(transaction);
      const written: HospitalRow = {
        ...body,
        candidateDays: body.candidateDays ?? seen.candidateDays,
        placeholders: body.placeholders ?? seen.placeholders,
        version: seen.version + 1,
      };
      await transaction
        .updateTable('hospital_settings')
        .set({
          name: written.name,
          department_name: written.departmentName,
          candidate_days: written.candidateDays,
          placeholders: JSON.stringify(written.placeholders),
          version: written.version,
          updated_at: new Date(),
        })
        .execute();
      await tellEveryPage(transaction, caller, caller.organizationID);
      await recordChange(transaction, caller, {
        event: 'hospital-wording-changed',
        action: 'U',
        subject: { fields: changed(seen, written) },
      });
      return written;
    }),
});

const columns = { name: 'name', departmentName: 'department_name', candidateDays: 'candidate_days', placeholders: 'placeholders' } as const;

function changed(seen: HospitalRow, written: HospitalRow): string[] {
  const names = Object.keys(columns) as (keyof typeof columns)[];
  return names.filter((name) => JSON.stringify(seen[name]) !== JSON.stringify(written[name])).map((name) => columns[name]);
}

export const hospitalWordingRoutes: Route[] = [show, change];
