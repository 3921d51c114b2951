import { z } from 'zod';

export const icd10cmCode = z.object({
  /** With its dot, as people write it: G43.109. */
  code: z.string(),
  year: z.number().int(),
  title: z.string(),
  /** Only billable codes can be chosen; a header leads to them. */
  billable: z.boolean(),
});
export type Icd10cmCode = z.infer<typeof icd10cmCode>;

/** GET /api/icd10cm?search=&limit= : by code or words, best first. Codes are no patient data. */
export const icd10cmSearchAnswer = z.object({
  year: z.number().int(),
  codes: z.array(icd10cmCode),
  hasMore: z.boolean(),
  /** What was understood where it differs from what was typed: a corrected word, an abbreviation. */
  readAs: z.string().nullable(),
});
/** GET /api/icd10cm/{code} : a code with its headers above and what lies directly below it. */
export const icd10cmCodeAnswer = icd10cmCode.extend({ above: z.array(icd10cmCode), below: z.array(icd10cmCode) });

/** GET /api/admin/icd10cm and the answer of its import: one row for each year. */
export const icd10cmRelease = z.object({
  year: z.number().int(),
  source: z.enum(['built-in', 'file']),
  fileName: z.string().nullable(),
  state: z.enum(['importing', 'ready', 'failed']),
  codeCount: z.number().int(),
  billableCount: z.number().int(),
  rowsDone: z.number().int(),
  problem: z.string().nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** The year that searches use now. */
  isCurrent: z.boolean(),
});
export type Icd10cmRelease = z.infer<typeof icd10cmRelease>;
export const icd10cmReleaseList = z.object({ releases: z.array(icd10cmRelease) });
