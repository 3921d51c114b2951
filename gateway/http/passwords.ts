import { hash, verify } from '@node-rs/argon2';

/** Hashes a password with Argon2id for the column `accounts.password_hash`. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

let decoy: Promise<string> | undefined;

/**
 * Tells whether a password belongs to a hash. Without a hash (no such account) it takes the same time and answers false, so that an answer's
 * time does not tell which accounts exist.
 */
export async function isPasswordRight(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(crypto.randomUUID());
  const right = await verify(passwordHash ?? (await decoy), password);
  return passwordHash !== null && right;
}
