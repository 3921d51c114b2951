// The accounts of the demonstration have a password that everybody can read. They open something only in demo mode, which is possible only where
// nobody but this machine can reach the doors.
import { verify } from '@node-rs/argon2';
import type { Database } from '../database/database.js';

/** The published password. */
export const demoPassword = 'demo-only-password';

/** Ids of the demo data are fixed, so that a second run finds what the first one made. */
export const demoID = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const firstAccount = 201;
const lastAccount = 205;
const demoAccountIDs = Array.from({ length: lastAccount - firstAccount + 1 }, (_, index) => demoID(firstAccount + index));

/**
 * Closes the demo accounts that still have the published password: nobody signs in as them, and their sessions and tokens end. An account whose password
 * was changed is a hospital's own and stays.
 *
 * @returns how many were open until now.
 */
export async function closeDemoAccounts(database: Database): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    const open = await transaction
      .selectFrom('accounts')
      .select(['id', 'password_hash'])
      .where('id', 'in', demoAccountIDs)
      .where('disabled_at', 'is', null)
      .forUpdate()
      .execute();
    const published: string[] = [];
    for (const { id, password_hash } of open) if (await verify(password_hash, demoPassword)) published.push(id);
    if (published.length === 0) return 0;
    const now = new Date();
    await transaction.updateTable('accounts').set({ disabled_at: now }).where('id', 'in', published).execute();
    await transaction
      .updateTable('api_tokens')
      .set({ revoked_at: now })
      .where('account_id', 'in', published)
      .where('revoked_at', 'is', null)
      .execute();
    return published.length;
  });
}

/** Opens the demo accounts again that `closeDemoAccounts` closed; for demo mode alone. */
export async function reopenDemoAccounts(database: Database): Promise<void> {
  await database
    .updateTable('accounts')
    .set({ disabled_at: null })
    .where('id', 'in', demoAccountIDs)
    .where('disabled_at', 'is not', null)
    .execute();
}
