import { createHash, generateKeyPairSync } from 'node:crypto';
import type { Database } from '#core/database/database.js';

export interface SigningKey {
  keyID: string;
  /** PEM, PKCS #8 */
  privateKey: string;
}

/** The key that signs receipts, made at the first use; of several workers that make one at once, all get the same. */
export async function signingKey(database: Database): Promise<SigningKey> {
  const known = await readKey(database);
  if (known) return known;
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const keyID = createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
  await database
    .insertInto('signing_keys')
    .values({ key_id: keyID, public_key: publicKey, private_key: privateKey })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await readKey(database)) ?? { keyID, privateKey };
}

async function readKey(database: Database): Promise<SigningKey | null> {
  const row = await database
    .selectFrom('signing_keys')
    .select(['key_id', 'private_key'])
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { keyID: row.key_id, privateKey: row.private_key } : null;
}
