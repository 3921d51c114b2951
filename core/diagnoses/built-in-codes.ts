import type { Database } from '../database/database.js';
import { codesFromAToF } from './built-in/codes-a-f.js';
import { codesFromGToK } from './built-in/codes-g-k.js';
import { codesFromLToQ } from './built-in/codes-l-q.js';
import { codesFromRToZ } from './built-in/codes-r-z.js';
import { withoutDot } from './code.js';
import { failInterruptedImports, insertCodes } from './importing.js';
import type { OrderFileRow } from './order-file.js';

/** The fiscal year of the code set from which the built-in list was chosen. */
export const builtInYear = 2026;

/** Common reasons of a referral in every specialty, with their headers: what the first run searches, and what every search puts first. */
export const builtInCodes: readonly OrderFileRow[] = [codesFromAToF, codesFromGToK, codesFromLToQ, codesFromRToZ]
  .flatMap((part) => part.trim().split('\n'))
  .map((line, index) => {
    const billable = !line.startsWith('-');
    const [code = ''] = (billable ? line : line.slice(1)).split(' ', 1);
    const title = line.slice(line.indexOf(' ') + 1);
    return { position: index + 1, code: withoutDot(code), billable, shortTitle: title.slice(0, 60), title };
  });

/**
 * Puts the built-in list where no list is ready, and marks imports as failed that a restart interrupted. Several processes may call it at once;
 * a crash leaves nothing.
 */
export async function ensureBuiltInCodes(database: Database): Promise<void> {
  await failInterruptedImports(database);
  const ready = await database.selectFrom('icd10cm_releases').select('id').where('state', '=', 'ready').limit(1).executeTakeFirst();
  if (ready) return;
  await database.transaction().execute(async (transaction) => {
    const release = await transaction
      .insertInto('icd10cm_releases')
      .values({
        year: builtInYear,
        source: 'built-in',
        file_name: null,
        state: 'ready',
        code_count: builtInCodes.length,
        billable_count: builtInCodes.filter(({ billable }) => billable).length,
        rows_done: builtInCodes.length,
        problem: null,
        imported_by: null,
        finished_at: new Date(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    // Another process was quicker.
    if (release) await insertCodes(transaction, release.id, builtInCodes);
  });
}
