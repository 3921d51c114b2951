import type { Role } from '#core/pipeline/stages.js';
import { dicomwebRoots } from '../dicomweb/scope.js';
import { everyRole, type Route, route } from '../http/route.js';
import type { QueryLevel } from './attribute-levels.js';
import { searchTransaction } from './search-transaction.js';

const searches: readonly [path: string, level: QueryLevel, summary: string][] = [
  ['/studies', 'study', 'Searches studies (QIDO-RS)'],
  ['/series', 'series', 'Searches series (QIDO-RS)'],
  ['/instances', 'instance', 'Searches instances (QIDO-RS)'],
  ['/studies/:studyInstanceUID/series', 'series', 'Searches the series of a study (QIDO-RS)'],
  ['/studies/:studyInstanceUID/instances', 'instance', 'Searches the instances of a study (QIDO-RS)'],
  ['/studies/:studyInstanceUID/series/:seriesInstanceUID/instances', 'instance', 'Searches the instances of a series (QIDO-RS)'],
];

const routesBelow = (root: string, access: readonly Role[]): Route[] =>
  searches.map(([path, level, summary]) =>
    route({
      method: 'get',
      path: `${root}${path}`,
      access,
      summary,
      scope: 'organization',
      handle: (input) => searchTransaction(input, level),
    }),
  );

/** QIDO-RS. @see PS3.18 10.6 */
export const searchRoutes: Route[] = [
  ...routesBelow(dicomwebRoots.all, everyRole),
  ...routesBelow(dicomwebRoots.order, ['clinician', 'radiology', 'admin']),
];
