import { z } from 'zod';
import { orderListItem } from './orders.js';
import { patientListItem } from './patients.js';

/** POST /api/encounters: opens the caller's encounter with a patient, or answers the one that is open (200). */
export const encounterRequest = z
  .object({ patientID: z.uuid().describe('the id of the patient'), authorizingProviderID: z.uuid().optional() })
  .strict();

/** PUT /api/encounters/{id}/authorizing-provider */
export const authorizingProviderRequest = z.object({ authorizingProviderID: z.uuid() }).strict();

/** POST /api/encounters/{id}/orders: Accept Orders on the preference list; one draft for each. */
export const acceptOrdersRequest = z.object({ orderTypeIDs: z.array(z.uuid()).min(1).max(20) }).strict();

/** POST /api/encounters/{id}/signature: Sign Orders; all of them or none. */
export const signOrdersRequest = z
  .object({
    orders: z
      .array(z.object({ id: z.uuid(), version: z.number().int() }))
      .min(1)
      .max(20),
  })
  .strict();

export const providerChoice = z.object({
  id: z.uuid(),
  /** As written on orders: Rivers, Riley, MD */
  name: z.string(),
  npi: z.string().nullable(),
  /** Whether the caller may sign for this provider: it is the caller's own, or the caller is a delegate. */
  maySign: z.boolean(),
  isMe: z.boolean(),
});
export type ProviderChoice = z.infer<typeof providerChoice>;
/** GET /api/providers: those of the caller's organization who can authorize. */
export const providerChoices = z.object({ providers: z.array(providerChoice) });

export const orderTypeChoice = z.object({ id: z.uuid(), name: z.string(), department: z.string(), description: z.string() });
/** GET /api/preference-list */
export const preferenceList = z.object({ orderTypes: z.array(orderTypeChoice) });

/** GET /api/encounters/{id} */
export const encounterDetail = z.object({
  id: z.uuid(),
  patient: patientListItem.omit({ addedAt: true }),
  authorizingProvider: providerChoice.nullable(),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  /** Not signed yet. */
  drafts: z.array(orderListItem),
  /** Orders Signed in this Encounter, cancelled ones included. */
  signed: z.array(orderListItem),
});
export type EncounterDetail = z.infer<typeof encounterDetail>;

const patientName = z.object({ familyName: z.string(), givenName: z.string(), birthDate: z.string().nullable() });

/** GET /api/home: the welcome page. */
export const homeAnswer = z.object({
  openEncounters: z.array(
    z.object({
      id: z.uuid(),
      patient: patientName,
      draftCount: z.number().int(),
      openedAt: z.iso.datetime(),
    }),
  ),
  /** Drafts of colleagues' encounters that the caller may sign; all of them are counted, also where not all encounters are listed. */
  waitingForSignature: z.object({
    orderCount: z.number().int(),
    /** Those whose orders are all accepted first, urgent before routine, then what has waited longest. */
    encounters: z.array(
      z.object({
        id: z.uuid(),
        patient: patientName,
        orders: z.array(z.object({ id: z.uuid(), orderType: z.string(), isAccepted: z.boolean() })).min(1),
        priority: z.enum(['routine', 'urgent']),
        placedBy: z.string(),
        placedAt: z.iso.datetime(),
        /** The provider for whom the caller would sign as a delegate; null where it is the caller's own name. */
        onBehalfOf: z.string().nullable(),
      }),
    ),
  }),
  /** Signed orders by the state of their images. */
  imagesStates: z.record(z.string(), z.number().int()),
  /** Orders whose upload stopped before everything was here, the newest upload first; at most 20. */
  stoppedUploads: z.array(
    z.object({
      orderID: z.uuid(),
      orderNumber: z.string(),
      orderType: z.string(),
      patient: patientName,
      /** Of the order's images: how many are here, and how many are still expected. */
      received: z.number().int(),
      missing: z.number().int(),
      isArriving: z.boolean(),
      at: z.iso.datetime(),
    }),
  ),
  recentOrders: z.array(orderListItem),
});
export type HomeAnswer = z.infer<typeof homeAnswer>;
