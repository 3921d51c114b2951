// Makes the first account of an installation without demo data: node dist/embedded/create-administrator.js <username> <hospital> < password
// Works with the database of DATABASE_URL, or with the embedded PostgreSQL of DATA_DIR, while the product runs on it and while it does not.
import { createInterface } from 'node:readline';
import { hash } from '@node-rs/argon2';
import { recordAudit } from '#core/audit/audit.js';
import { connectDatabase, migrateDatabase } from '#core/database/database.js';
import { OperatorError } from './operator-error.js';
import { reachDatabase } from './reach-database.js';

const shortestPassword = 12;

function end(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
}

const [username, hospital] = process.argv.slice(2);
if (!username || !hospital) end('Say a username and the name of the hospital, and give the password on standard input.');
const password = await firstLine();
if (password.length < shortestPassword) end(`The password on standard input needs ${shortestPassword} characters or more.`);

const reached = await reachDatabase().catch((error: Error) => end(error.message));
const connection = connectDatabase(reached.url, { maxConnections: 1 });
try {
  await migrateDatabase(connection.database);
  const password_hash = await hash(password);
  await connection.database.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('organizations')
      .values({ name: hospital, kind: 'hospital' })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const organization = await transaction
      .selectFrom('organizations')
      .select(['id', 'kind'])
      .where('name', '=', hospital)
      .executeTakeFirstOrThrow();
    if (organization.kind !== 'hospital') {
      throw new OperatorError(`${hospital} is a referring organization: an administrator belongs to the hospital.`);
    }
    const account = await transaction
      .insertInto('accounts')
      .values({ organization_id: organization.id, username, display_name: username, role: 'admin', password_hash })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!account) throw new OperatorError(`There is an account ${username} already: nothing was changed.`);
    await transaction.updateTable('hospital_settings').set({ name: hospital }).where('name', '=', 'Receiving hospital').execute();
    const subject = { accountID: account.id, role: 'admin' };
    await recordAudit(transaction, { event: 'account-created', action: 'C', organizationID: organization.id, subject });
  });
  process.stdout.write(`${username} may sign in as administrator of ${hospital}.\n`);
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await connection.close();
  await reached.leave();
}
