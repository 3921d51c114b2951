import { z } from 'zod';

/**
 * Counts of instances at every step of the way; each step holds at most what the step before holds.
 * `announced` is null where nobody announced a number (a push).
 */
export const ledger = z.object({
  announced: z.number().int().nullable(),
  received: z.number().int(),
  validated: z.number().int(),
  quarantined: z.number().int(),
  attached: z.number().int(),
  confirmed: z.number().int(),
  refused: z.number().int(),
  /** Announced and not to come: a person left it out, or its order takes nothing any more. */
  leftOut: z.number().int(),
  byteCount: z.number(),
});
export type Ledger = z.infer<typeof ledger>;
