import { z } from 'zod';
import { icd10cmCodeAnswer, icd10cmSearchAnswer } from '#core/contract/diagnoses.js';
import type { Database } from '#core/database/database.js';
import { CodeDirectory } from '#core/diagnoses/directory.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { type Route, route } from '../http/route.js';

const mayLookUp = ['clinician', 'admin'] as const;

/** One list in memory for each database that this process speaks to, however many routes ask. */
const directories = new WeakMap<Database, CodeDirectory>();

function directoryOf(database: Database): CodeDirectory {
  const directory = directories.get(database) ?? new CodeDirectory(database);
  directories.set(database, directory);
  return directory;
}

function noList(): GatewayError {
  return new GatewayError('not-found', { explanation: 'There is no list of ICD-10-CM codes yet.' });
}

const search = route({
  method: 'get',
  path: '/api/icd10cm',
  access: mayLookUp,
  scope: 'none',
  summary: 'Search the ICD-10-CM codes by a code or by words, abbreviations and lay terms, best first. Codes are no patient data.',
  query: z.object({ search: z.string().trim().min(1).max(100), limit: z.coerce.number().int().min(1).max(50).default(20) }).strict(),
  answer: icd10cmSearchAnswer,
  examples: {
    answer: {
      year: 2026,
      codes: [{ code: 'I50.9', year: 2026, title: 'Heart failure, unspecified', billable: true }],
      hasMore: true,
      readAs: 'heart failure',
    },
  },
  async handle({ context, query }) {
    const answer = await directoryOf(context.database).search(query.search, query.limit);
    if (!answer) throw noList();
    return answer;
  },
});

const read = route({
  method: 'get',
  path: '/api/icd10cm/:code',
  access: mayLookUp,
  scope: 'none',
  summary: 'One ICD-10-CM code, with or without its dot, with the headers above it and what lies directly below.',
  answer: icd10cmCodeAnswer,
  examples: {
    answer: {
      code: 'I50',
      year: 2026,
      title: 'Heart failure',
      billable: false,
      above: [],
      below: [{ code: 'I50.9', year: 2026, title: 'Heart failure, unspecified', billable: true }],
    },
  },
  async handle({ context, params }) {
    const found = await directoryOf(context.database).find(params.code ?? '');
    if (!found) throw new GatewayError('not-found', { explanation: 'This code is not in the list of this year.' });
    return found;
  },
});

export const diagnosisRoutes: Route[] = [search, read];
