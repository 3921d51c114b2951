import { describe, expect, it } from '@jest/globals';
import { portalRoutes } from '../../../../gateway/portal/routes.js';
import { searchRoutes } from '../../../../gateway/query/routes.js';
import { storeRoutes } from '../../../../gateway/receive/stow-rs/routes.js';
import { retrieveRoutes } from '../../../../gateway/retrieve/routes.js';

const routes = [...portalRoutes, ...storeRoutes, ...searchRoutes, ...retrieveRoutes];

/** Who may, said a second time: the matrix of the access tests is made from the route table and would follow a mistake in it. */
const rules: [roles: string, routes: RegExp][] = [
  ['public', /^(GET \/health\/(live|ready)|POST \/api\/session)$/],
  ['admin', /^(GET \/metrics$|(GET|POST|PUT) \/api\/admin\/)/],
  ['clinician', /^(GET|POST|PUT|PATCH) \/api\/(home|providers|preference-list|encounters|patients|registry)(\/|$)/],
  ['clinician', /^(POST|PATCH) \/api\/orders(\/:id)?$/],
  ['clinician', /^(POST|PUT) \/api\/orders\/:id\/(acceptance|signature|sender-identifiers|images|additions|cancellation|attachments)$/],
  ['clinician', /^(POST|HEAD|PATCH|DELETE) \/api\/orders\/:id\/attachments\/resumable/],
  ['clinician', /^((PATCH|DELETE) \/api\/attachments\/:id|POST \/api\/attachments\/:id\/withdrawal)$/],
  ['clinician admin', /^GET \/api\/icd10cm/],
  [
    'clinician radiology',
    /^POST (\/api\/orders\/:id\/uploads(\/comparison)?$|\/api\/uploads\/:id\/(ending|pause)$|\/orders\/:orderId\/dicom-web\/)/,
  ],
  ['clinician pacs radiology', /^POST \/dicom-web\//],
  ['clinician radiology admin', /^(POST \/api\/orders\/search|GET \/api\/orders(\/:id(\/document|\/attachments)?)?)$/],
  ['clinician radiology admin', /^GET (\/api\/(attachments|uploads)\/|\/orders\/:orderId\/dicom-web\/)/],
  ['radiology admin', /^POST \/api\/orders\/:id\/(closure|reopening)$/],
  ['radiology', /^(GET|POST) \/api\/studies\/:id\/(order-candidates|confirmation|rejection|attachment|answers)/],
  ['clinician pacs radiology admin', /^(GET|DELETE) \/api\/session$|^\w+ \/api\/tokens/],
  ['clinician pacs radiology admin', /^GET \/api\/(openapi\.json|hospital|peers|receptions|refusals|events|series\/:id\/thumbnail)$/],
  ['clinician pacs radiology admin', /^(GET \/api\/studies(\/:id(\/receipt)?)?|POST \/api\/studies\/search)$|^GET \/dicom-web\//],
];

describe('who may ask for a route', () => {
  it.each(routes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, [route.access].flat().join(' ')]))(
    'is said by one rule for %s: %s',
    (name, roles) => {
      expect(rules.filter(([, wanted]) => wanted.test(name)).map(([who]) => who)).toEqual([roles]);
    },
  );
});
