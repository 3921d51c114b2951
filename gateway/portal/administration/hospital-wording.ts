import { hospitalRow, hospitalWrite } from '#core/contract/administration.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { type Route, route } from '../../http/route.js';
import { recordChange, recordLook } from '../looks.js';
import { tellEveryPage } from './administered-list.js';

const example = { name: 'Receiving hospital', departmentName: 'Radiology', version: 1 };
const common = { path: '/api/admin/hospital', access: ['admin'] as const, scope: 'hospital' as const, answer: hospitalRow };

const show = route({
  ...common,
  method: 'get',
  summary: 'The wording that names the hospital.',
  examples: { answer: example },
  async handle({ context, caller }) {
    const row = await context.database
      .selectFrom('hospital_settings')
      .select(['name', 'department_name as departmentName', 'version'])
      .executeTakeFirst();
    recordLook(context, caller, 'hospital-wording-viewed', {});
    return row ?? { name: 'Receiving hospital', departmentName: 'Radiology', version: 0 };
  },
});

const change = route({
  ...common,
  method: 'put',
  summary: 'Change the wording that names the hospital.',
  body: hospitalWrite,
  examples: { request: example, answer: { ...example, version: 2 } },
  handle: ({ context, caller, body }) =>
    context.database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('hospital_settings')
        .values({ version: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const seen = await transaction.selectFrom('hospital_settings').selectAll().forUpdate().executeTakeFirstOrThrow();
      if (seen.version !== body.version) throw new GatewayError('conflict', { explanation: 'Somebody changed this after you opened it.' });
      const written = { name: body.name, department_name: body.departmentName, version: seen.version + 1 };
      await transaction
        .updateTable('hospital_settings')
        .set({ ...written, updated_at: new Date() })
        .execute();
      await tellEveryPage(transaction, caller, caller.organizationID);
      const fields = (['name', 'department_name'] as const).filter((field) => seen[field] !== written[field]);
      await recordChange(transaction, caller, { event: 'hospital-wording-changed', action: 'U', subject: { fields } });
      return { name: written.name, departmentName: written.department_name, version: written.version };
    }),
});

export const hospitalWordingRoutes: Route[] = [show, change];
