import type { Route } from '../http/route.js';
import { administrationRoutes } from './administration/routes.js';
import { attachmentRoutes } from './attachments/routes.js';
import { decisionRoutes } from './decisions.js';
import { diagnosisRoutes } from './diagnoses.js';
import { encounterRoutes } from './encounters.js';
import { eventRoutes } from './events.js';
import { homeRoutes } from './home.js';
import { hospitalRoutes } from './hospital.js';
import { icd10cmAdministrationRoutes } from './icd10cm-administration.js';
import { openapiRoutes } from './openapi.js';
import { operationRoutes } from './operations.js';
import { orderCandidateRoutes } from './order-candidates.js';
import { orderChangeRoutes } from './order-changes.js';
import { orderClosingRoutes } from './order-closing.js';
import { orderDocumentRoutes } from './order-document.js';
import { orderDraftRoutes } from './order-drafts.js';
import { orderSigningRoutes } from './order-signing.js';
import { orderRoutes } from './orders.js';
import { partnerRoutes } from './partners.js';
import { patientRoutes } from './patients.js';
import { providerRoutes } from './providers.js';
import { registryRoutes } from './registry.js';
import { sessionRoutes } from './session.js';
import { studyRoutes } from './studies.js';
import { tokenRoutes } from './tokens.js';
import { uploadRoutes } from './uploads.js';

/** Every route of the portal's API and of operations. */
export const portalRoutes: Route[] = [
  ...operationRoutes,
  ...openapiRoutes,
  ...sessionRoutes,
  ...tokenRoutes,
  ...hospitalRoutes,
  ...homeRoutes,
  ...providerRoutes,
  ...encounterRoutes,
  ...orderRoutes,
  ...orderDocumentRoutes,
  ...orderDraftRoutes,
  ...orderSigningRoutes,
  ...orderChangeRoutes,
  ...orderClosingRoutes,
  ...diagnosisRoutes,
  ...icd10cmAdministrationRoutes,
  ...attachmentRoutes,
  ...patientRoutes,
  ...registryRoutes,
  ...uploadRoutes,
  ...studyRoutes,
  ...orderCandidateRoutes,
  ...decisionRoutes,
  ...partnerRoutes,
  ...administrationRoutes,
  ...eventRoutes,
];
