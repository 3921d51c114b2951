import { z } from 'zod';
import { settingsSchema } from './settings.js';

/** Prints every setting with its meaning and default, as `npm run config` does. */
for (const [name, schema] of Object.entries(settingsSchema.shape)) {
  const byDefault = z.safeParse(schema as z.ZodType, undefined);
  const value = byDefault.success && byDefault.data !== undefined ? String(byDefault.data) : 'unset';
  process.stdout.write(`${name.padEnd(36)} ${value.padEnd(14)} ${schema.description ?? ''}\n`);
}
