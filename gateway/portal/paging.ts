import { z } from 'zod';

const limit = { least: 1, most: 200, usual: 50 };
const farthest = 1_000_000;

/** Which part of a list is asked for, as an address says it: numbers are text there. */
export const pageQuery = {
  limit: z.coerce.number().int().min(limit.least).max(limit.most).default(limit.usual),
  offset: z.coerce.number().int().min(0).max(farthest).default(0),
};

/** The same in a body. */
export const pageRequest = {
  limit: z.number().int().min(limit.least).max(limit.most).default(limit.usual),
  offset: z.number().int().min(0).max(farthest).default(0),
};
