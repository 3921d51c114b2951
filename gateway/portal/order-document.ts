import { z } from 'zod';
import type { OrderDetail } from '#core/contract/orders.js';
import type { Database } from '#core/database/database.js';
import type { OrderDocumentFacts } from '#core/referral/order-document/order-document-blocks.js';
import { paperSizes, writeOrderDocument } from '#core/referral/order-document/write-order-document.js';
import { readSignedContent } from '#core/referral/signed-content.js';
import { type Route, route } from '../http/route.js';
import { recordLook } from './looks.js';
import { readOrder } from './orders.js';

const documentQuery = z.object({
  language: z.enum(['en', 'es']).default('en'),
  paper: z.enum(Object.keys(paperSizes) as [keyof typeof paperSizes]).default('letter'),
  timeZone: z.string().max(60).refine(isTimeZone, 'This must be a time zone such as America/Chicago.').default('UTC'),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch (error) {
    // The only way that Intl has to say no.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

type StoredFacts = Pick<OrderDocumentFacts, 'hospital' | 'organization' | 'provider'>;

/** Of a signed order the sender's address and telephone are those that were signed. */
async function readFacts(database: Database, order: OrderDetail): Promise<StoredFacts> {
  const [hospital, row, organization, provider] = await Promise.all([
    database.selectFrom('hospital_settings').select(['name', 'department_name as departmentName']).executeTakeFirst(),
    database.selectFrom('referral_orders').select('signed_content').where('id', '=', order.id).executeTakeFirst(),
    database
      .selectFrom('organizations')
      .select(['name', 'address', 'phone', 'fax'])
      .where('id', '=', order.organization.id)
      .executeTakeFirstOrThrow(),
    database
      .selectFrom('providers')
      .select(['npi', 'phone'])
      .where('id', '=', order.authorizingProviderID)
      .where('organization_id', '=', order.organization.id)
      .executeTakeFirst(),
  ]);
  const signed = readSignedContent(row?.signed_content);
  return {
    hospital: hospital ?? { name: 'Receiving hospital', departmentName: 'Radiology' },
    organization: signed?.organization ?? organization,
    provider: signed?.provider ?? provider ?? null,
  };
}

const show = route({
  method: 'get',
  path: '/api/orders/:id/document',
  access: ['clinician', 'radiology', 'admin'],
  scope: 'organization',
  summary: 'The order as a PDF to print: what was ordered, signed, added and cancelled; a draft says that it is one.',
  query: documentQuery,
  answerType: 'application/pdf',
  async handle({ context, caller, params, query, response }) {
    const order = await readOrder(context.database, caller, params.id ?? '');
    const facts = await readFacts(context.database, order);
    const { paper, language, timeZone } = query;
    const printed = { printedBy: caller.displayName, printedAt: new Date(), language, timeZone };
    const bytes = await writeOrderDocument({ order, ...facts, ...printed }, paper);
    recordLook(context, caller, 'order-printed', { orderID: order.id });
    response.set({
      'Content-Type': 'application/pdf',
      // The name of a file travels further than the file: the order number says nothing of the patient.
      'Content-Disposition': `inline; filename="${order.orderNumber.replace(/[^A-Za-z0-9-]/g, '')}.pdf"`,
      'Content-Length': bytes.byteLength,
    });
    response.send(Buffer.from(bytes));
    return undefined;
  },
});

export const orderDocumentRoutes: Route[] = [show];
