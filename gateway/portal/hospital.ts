import { type HospitalAnswer, hospitalAnswer } from '#core/contract/session.js';
import { everyRole, type Route, route } from '../http/route.js';

const hospital = route({
  method: 'get',
  path: '/api/hospital',
  access: everyRole,
  scope: 'none',
  summary: 'Who receives the images, where a PACS sends them, and whom to call.',
  answer: hospitalAnswer,
  async handle({ context }): Promise<HospitalAnswer> {
    const row = await context.database.selectFrom('hospital_settings').select(['name', 'contacts']).executeTakeFirst();
    const { settings } = context;
    return {
      name: row?.name ?? 'Receiving hospital',
      aeTitle: settings.AE_TITLE,
      dimseHost: settings.DIMSE_PUBLIC_HOST,
      dimsePort: settings.DIMSE_PORT,
      dimseTLSPort: settings.DIMSE_TLS_PORT ?? null,
      contacts: row?.contacts ?? [],
    };
  },
});

export const hospitalRoutes: Route[] = [hospital];
