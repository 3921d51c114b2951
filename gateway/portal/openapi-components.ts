import { z } from 'zod';
import * as administration from '#core/contract/administration.js';
import * as attachments from '#core/contract/attachments.js';
import * as diagnoses from '#core/contract/diagnoses.js';
import * as encounters from '#core/contract/encounters.js';
import * as ledger from '#core/contract/ledger.js';
import * as orders from '#core/contract/orders.js';
import * as partners from '#core/contract/partners.js';
import * as patients from '#core/contract/patients.js';
import * as session from '#core/contract/session.js';
import * as studies from '#core/contract/studies.js';

const modules = [administration, attachments, diagnoses, encounters, ledger, orders, partners, patients, session, studies];

const nameOf = (exported: string) => exported.charAt(0).toUpperCase() + exported.slice(1);

/** The schemas of the contract under the names that they have there: what several routes share is described once. */
export function contractSchemas(): Record<string, z.ZodType> {
  const named = modules
    .flatMap((module) => Object.entries(module))
    .filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType);
  // One schema has one name, also where a second export leads to it.
  const seen = new Set<z.ZodType>();
  return Object.fromEntries(
    named.flatMap(([exported, schema]) => {
      if (seen.has(schema)) return [];
      seen.add(schema);
      return [[nameOf(exported), schema]];
    }),
  );
}
