import type { Role } from '#core/pipeline/stages.js';
import { dicomwebRoots } from '../dicomweb/scope.js';
import { everyRole, type Route, route } from '../http/route.js';
import { refuseUnbuilt, retrieveInstances, retrieveMetadata } from './retrieve-transaction.js';
import { redirectToSeriesThumbnail, retrieveThumbnail } from './thumbnail.js';

const study = '/studies/:studyInstanceUID';
const series = `${study}/series/:seriesInstanceUID`;
const instance = `${series}/instances/:sopInstanceUID`;

const retrievals: readonly [path: string, handle: Route['handle'], summary: string][] = [
  [study, retrieveInstances, 'Retrieves the instances of a study (WADO-RS)'],
  [series, retrieveInstances, 'Retrieves the instances of a series (WADO-RS)'],
  [instance, retrieveInstances, 'Retrieves an instance (WADO-RS)'],
  [`${study}/metadata`, retrieveMetadata, 'Retrieves the metadata of a study (WADO-RS)'],
  [`${series}/metadata`, retrieveMetadata, 'Retrieves the metadata of a series (WADO-RS)'],
  [`${instance}/metadata`, retrieveMetadata, 'Retrieves the metadata of an instance (WADO-RS)'],
  [`${study}/thumbnail`, retrieveThumbnail, 'Retrieves a picture of a study (WADO-RS)'],
  [`${series}/thumbnail`, retrieveThumbnail, 'Retrieves the picture of a series (WADO-RS)'],
  [`${instance}/thumbnail`, redirectToSeriesThumbnail, 'Leads to the picture of the series (WADO-RS)'],
  [`${study}/rendered`, refuseUnbuilt, 'Not offered yet (WADO-RS)'],
  [`${series}/rendered`, refuseUnbuilt, 'Not offered yet (WADO-RS)'],
  [`${instance}/rendered`, refuseUnbuilt, 'Not offered yet (WADO-RS)'],
  [`${instance}/frames/:frames`, refuseUnbuilt, 'Not offered yet (WADO-RS)'],
  [`${instance}/frames/:frames/rendered`, refuseUnbuilt, 'Not offered yet (WADO-RS)'],
  [`${instance}/bulkdata/*path`, refuseUnbuilt, 'Not offered yet (WADO-RS)'],
];

const routesBelow = (root: string, access: readonly Role[]): Route[] =>
  retrievals.map(([path, handle, summary]) =>
    route({ method: 'get', path: `${root}${path}`, access, summary, scope: 'organization', handle }),
  );

/** WADO-RS. @see PS3.18 10.4 */
export const retrieveRoutes: Route[] = [
  ...routesBelow(dicomwebRoots.all, everyRole),
  ...routesBelow(dicomwebRoots.order, ['clinician', 'radiology', 'admin']),
];
