import { adoptionRequest, patientChart, registrySearchAnswer, registrySearchRequest } from '#core/contract/patients.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { findPatients } from '#core/referral/patient-search.js';
import { type PatientSearchLine, readPatientSearch } from '#core/referral/patient-search-line.js';
import { type Route, route } from '../http/route.js';
import { recordChange } from './looks.js';
import { readChart, registryRowsOf } from './patient-charts.js';
import { exampleChart } from './patients.js';
import { recordShown, takeLookup, wasShown } from './registry-window.js';

const mostRows = 10;

const search = route({
  method: 'post',
  path: '/api/registry/search',
  access: ['clinician'],
  scope: 'none',
  summary:
    'Search all patients of the registry: family and given name with the birth date, or an exact MRN. At most ten minimal rows; 30 look-ups in five minutes.',
  body: registrySearchRequest,
  answer: registrySearchAnswer,
  examples: {
    request: { search: 'Sample, Sofia 1968-04-12' },
    answer: {
      patients: [
        {
          id: '6f1f4a52-7c3b-4d0e-9a51-0c8f5b2d7e11',
          familyName: 'Sample',
          givenName: 'Sofia',
          birthDate: '1968-04-12',
          sex: 'F',
          isMine: false,
        },
      ],
      hasMore: false,
    },
  },
  async handle(input) {
    const { context, caller, body } = input;
    const line = readPatientSearch(body.search);
    assertSaysEnough(line);
    const lookup = await takeLookup(input);
    const found = await findPatients(context.database, line, 'registry', mostRows + 1);
    const patients = await registryRowsOf(context.database, caller, found.slice(0, mostRows));
    await recordShown(
      context.database,
      caller,
      lookup,
      'registry-searched',
      patients.map(({ id }) => id),
    );
    return { patients, hasMore: found.length > mostRows };
  },
});

/** Nobody browses the registry: who looks there knows the person already. */
function assertSaysEnough(line: PatientSearchLine): void {
  if (line.identifiers.length > 0) return;
  const missing: string[] = [];
  const [family = '', given = ''] = line.names === '' ? [line.family, line.given] : line.names.split(' ');
  if (!isName(family) || !isName(given)) missing.push('name');
  if (line.birthDates.length === 0) missing.push('birth-date');
  if (missing.length === 0) return;
  const words: Record<string, string> = {
    name: 'the family name and the given name in full, such as "Sample, Sofia"',
    'birth-date': 'the birth date, such as 1968-04-12',
  };
  const explanation = `Add ${missing.map((item) => words[item]).join(', and ')}; or give an exact MRN.`;
  throw new GatewayError('bad-request', { explanation, details: { missing, fields: { search: explanation } } });
}

/** An initial of an alphabet is no name; a single character of another script may be one. */
const isName = (text: string) => /\p{L}.*\p{L}/u.test(text) || /[\p{Script=Han}\p{Script=Hangul}]/u.test(text);

const adopt = route({
  method: 'post',
  path: '/api/registry/:id/adoption',
  access: ['clinician'],
  scope: 'organization',
  summary:
    "Add a patient of the registry to your organization's patients, with a reason. Only for whom a search of yours has shown in the last 30 minutes.",
  body: adoptionRequest,
  answer: patientChart,
  examples: { request: { reason: 'Referred to us by her family doctor' }, answer: exampleChart },
  async handle({ context, caller, params, body }) {
    const patientKey = params.id ?? '';
    return context.database.transaction().execute(async (transaction) => {
      // An id alone, from wherever it came, must not open the chart of a stranger.
      if (!(await wasShown(transaction, caller, patientKey))) throw new GatewayError('not-found');
      const added = await transaction
        .insertInto('organization_patients')
        .values({
          organization_id: caller.organizationID,
          patient_key: patientKey,
          added_by: caller.accountID,
          how: 'registry',
          reason: body.reason,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('patient_key')
        .executeTakeFirst();
      const chart = await readChart(transaction, caller, patientKey);
      const event = added ? 'patient-adopted' : 'patient-viewed';
      await recordChange(transaction, caller, { event, action: added ? 'U' : 'R', subject: { patientKey } });
      return chart;
    });
  },
});

export const registryRoutes: Route[] = [search, adopt];
