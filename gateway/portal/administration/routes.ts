import type { Route } from '../../http/route.js';
import { hospitalListRoutes } from './hospital-lists.js';
import { hospitalWordingRoutes } from './hospital-wording.js';
import { organizationRoutes } from './organizations.js';
import { providerAdministrationRoutes } from './providers.js';

/** What an administrator keeps: organizations, providers, order types, regions, locations, tips and the wording. */
export const administrationRoutes: Route[] = [
  ...organizationRoutes,
  ...providerAdministrationRoutes,
  ...hospitalListRoutes,
  ...hospitalWordingRoutes,
];
