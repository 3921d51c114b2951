import { type HospitalAnswer, hospitalAnswer } from '#core/contract/session.js';
import { readMatchingSettings } from '#core/matching/matching-settings.js';
import { everyRole, type Route, route } from '../http/route.js';

const hospital = route({
  method: 'get',
  path: '/api/hospital',
  access: everyRole,
  scope: 'none',
  summary: 'Who receives the images, where a PACS sends them, whom to call, where patients can be referred to, and the tips.',
  answer: hospitalAnswer,
  examples: {
    answer: {
      name: 'Receiving hospital',
      departmentName: 'Radiology',
      aeTitle: 'GATEWAY',
      dimseHost: 'gateway.hospital.example',
      dimsePort: 11112,
      dimseTLSPort: 2762,
      contacts: [{ region: 'North', phone: '555-0101' }],
      placeholders: { names: ['ZZTEST'], patientIDs: ['99999'], birthDates: ['18991230'] },
      locations: [
        {
          id: '6f0f2c9e-4a0e-4d49-9f6f-5b1a1c9d0001',
          name: 'North Campus',
          address: '1 Example Street, Sampletown',
          region: 'North',
          phone: '555-0101',
        },
      ],
      tips: [{ topic: 'attachments', words: { en: 'One PDF is better than many.', es: 'Un solo PDF es mejor que muchos.' } }],
    },
  },
  async handle({ context }): Promise<HospitalAnswer> {
    const { database, settings } = context;
    const [row, matching, regions, locations, tips] = await Promise.all([
      database.selectFrom('hospital_settings').select(['name', 'department_name']).executeTakeFirst(),
      readMatchingSettings(database),
      database
        .selectFrom('regions')
        .select(['name as region', 'phone'])
        .where('retired_at', 'is', null)
        .orderBy('position')
        .orderBy('name')
        .execute(),
      database
        .selectFrom('locations as l')
        .innerJoin('regions as r', 'r.id', 'l.region_id')
        .select(['l.id', 'l.name', 'l.address', 'l.phone as ownPhone', 'r.name as region', 'r.phone as regionPhone'])
        .where('l.retired_at', 'is', null)
        .where('r.retired_at', 'is', null)
        .orderBy('r.position')
        .orderBy('r.name')
        .orderBy('l.name')
        .execute(),
      database
        .selectFrom('tips')
        .select(['topic', 'words_en', 'words_es'])
        .where('retired_at', 'is', null)
        .orderBy('topic')
        .orderBy('position')
        .execute(),
    ]);
    return {
      name: row?.name ?? 'Receiving hospital',
      departmentName: row?.department_name ?? 'Radiology',
      aeTitle: settings.AE_TITLE,
      dimseHost: settings.DIMSE_PUBLIC_HOST,
      dimsePort: settings.DIMSE_PORT,
      dimseTLSPort: settings.DIMSE_TLS_PORT ?? null,
      contacts: regions,
      placeholders: matching.ownPlaceholders,
      locations: locations.map(({ ownPhone, regionPhone, ...location }) => ({ ...location, phone: ownPhone || regionPhone })),
      // A tip without Spanish words is shown in English rather than not at all.
      tips: tips.map((tip) => ({ topic: tip.topic, words: { en: tip.words_en, es: tip.words_es || tip.words_en } })),
    };
  },
});

export const hospitalRoutes: Route[] = [hospital];
