import { dicomwebRoots } from '../../dicomweb/scope.js';
import { type Route, route } from '../../http/route.js';
import { storeTransaction } from './store-transaction.js';

const storeRoute = (path: string, access: Route['access'], summary: string): Route =>
  route({ method: 'post', path, access, summary, scope: 'organization', body: 'stream', handle: storeTransaction });

const atRoot = ['clinician', 'pacs', 'radiology'] as const;
const atOrder = ['clinician', 'radiology'] as const;

/** STOW-RS. @see PS3.18 10.5 */
export const storeRoutes: Route[] = [
  storeRoute(`${dicomwebRoots.all}/studies`, atRoot, 'Stores instances (STOW-RS)'),
  storeRoute(`${dicomwebRoots.all}/studies/:studyInstanceUID`, atRoot, 'Stores instances of one study (STOW-RS)'),
  storeRoute(`${dicomwebRoots.order}/studies`, atOrder, 'Stores instances and attaches them to an order (STOW-RS)'),
  storeRoute(
    `${dicomwebRoots.order}/studies/:studyInstanceUID`,
    atOrder,
    'Stores instances of one study and attaches them to an order (STOW-RS)',
  ),
];
