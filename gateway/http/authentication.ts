import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { CompiledQuery, sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { Role } from '#core/pipeline/stages.js';
import type { GatewayContext } from '../context.js';
import type { Caller } from './route.js';

declare module 'express-session' {
  interface SessionData {
    accountID: string;
    csrfToken: string;
  }
}

const cookieName = 'gateway.sid';
const tokenPrefix = 'rgw_';

/** Who asks, by session or token; the only place that decides it. */
export interface Authentication {
  /**
   * Finds out who asks. The account is read anew for each request, so that disabling it takes effect at once.
   *
   * @throws GatewayError `unauthenticated` without credentials and with any that are forged, expired, revoked or of a disabled account.
   */
  authenticate(request: Request, response: Response): Promise<Caller>;
  /** @throws GatewayError `csrf-token-missing` where a session writes without the token that it was given at sign-in. */
  assertCsrfToken(request: Request, caller: Caller): void;
  /** Starts a session under a new id (whatever id the request came with is void) and returns its CSRF token. */
  signIn(request: Request, response: Response, accountID: string): Promise<string>;
  signOut(request: Request, response: Response): Promise<void>;
  /** The CSRF token of the caller's session; empty for tokens, which need none. */
  csrfTokenOf(request: Request): string;
  /** True while the credentials of a request that was authenticated before still hold; for answers that stay open. */
  isStillSignedIn(request: Request, caller: Caller): Promise<boolean>;
}

const authentications = new WeakMap<GatewayContext, Authentication>();

/** The one Authentication of a gateway. */
export function authenticationOf(context: GatewayContext): Authentication {
  let authentication = authentications.get(context);
  if (!authentication) {
    authentication = createAuthentication(context);
    authentications.set(context, authentication);
  }
  return authentication;
}

function createAuthentication(context: GatewayContext): Authentication {
  const { database } = context;
  const loadSession = createSessionLoader(context);
  return {
    async authenticate(request, response) {
      const authorization = request.get('authorization');
      if (authorization !== undefined) return callerOfToken(database, authorization, remoteAddressOf(request));
      if (!hasSessionCookie(request)) throw new GatewayError('unauthenticated');
      await loadSession(request, response);
      const { accountID } = request.session;
      if (!accountID) throw new GatewayError('unauthenticated');
      return callerOfAccount(database, accountID, 'session', remoteAddressOf(request));
    },
    assertCsrfToken(request, caller) {
      if (caller.via === 'token') return;
      const expected = request.session.csrfToken ?? '';
      const given = request.get('x-csrf-token') ?? '';
      if (expected === '' || !isSameText(expected, given)) throw new GatewayError('csrf-token-missing');
    },
    async signIn(request, response, accountID) {
      await loadSession(request, response);
      await new Promise<void>((resolve, reject) => request.session.regenerate((error) => (error ? reject(error) : resolve())));
      request.session.accountID = accountID;
      request.session.csrfToken = randomBytes(24).toString('base64url');
      await new Promise<void>((resolve, reject) => request.session.save((error) => (error ? reject(error) : resolve())));
      return request.session.csrfToken;
    },
    async signOut(request, response) {
      if (!request.session) return;
      await new Promise<void>((resolve, reject) => request.session.destroy((error) => (error ? reject(error) : resolve())));
      response.clearCookie(cookieName, cookieOptions(context));
    },
    csrfTokenOf: (request) => request.session?.csrfToken ?? '',
    async isStillSignedIn(request, caller) {
      if (caller.via === 'token') return isTokenValid(database, request.get('authorization') ?? '');
      const rows = await database
        .selectFrom('sessions')
        .innerJoin('accounts', (join) => join.on('accounts.id', '=', caller.accountID))
        .innerJoin('organizations', 'organizations.id', 'accounts.organization_id')
        .select('sid')
        .where('sid', '=', request.sessionID)
        .where('expire', '>', new Date())
        .where('accounts.disabled_at', 'is', null)
        .where('organizations.disabled_at', 'is', null)
        .execute();
      return rows.length > 0;
    },
  };
}

/** Makes a new token for machines; only its digest is kept. */
export function makeToken(): { token: string; tokenSHA256: string } {
  const token = tokenPrefix + randomBytes(32).toString('base64url');
  return { token, tokenSHA256: digestOf(token) };
}

const digestOf = (token: string) => createHash('sha256').update(token).digest('hex');

export const remoteAddressOf = (request: Request): string | null => request.ip ?? request.socket.remoteAddress ?? null;

function isSameText(expected: string, given: string): boolean {
  // Digests have one length, whatever was given.
  return timingSafeEqual(createHash('sha256').update(expected).digest(), createHash('sha256').update(given).digest());
}

const hasSessionCookie = (request: Request) => (request.headers.cookie ?? '').includes(`${cookieName}=`);

const cookieOptions = (context: GatewayContext) => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  path: '/',
  secure: context.settings.PUBLIC_URL.startsWith('https:'),
});

function createSessionLoader(context: GatewayContext): (request: Request, response: Response) => Promise<void> {
  let middleware: Promise<RequestHandler> | undefined;
  const make = async (): Promise<RequestHandler> => {
    const secret = await sharedSecret(context.database, 'session-cookies');
    const PgStore = connectPgSimple(session);
    const queries = {
      query: async (text: string, values: unknown[]) => context.database.executeQuery(CompiledQuery.raw(text, values)),
    };
    const store = new PgStore({ pool: queries as never, tableName: 'sessions', pruneSessionInterval: false });
    // A sign-in ends SESSION_TTL_MS after it began: looking at a page neither prolongs it nor writes to the database.
    (store as { touch?: unknown }).touch = undefined;
    const secure = context.settings.PUBLIC_URL.startsWith('https:');
    return session({
      name: cookieName,
      secret,
      store,
      resave: false,
      saveUninitialized: false,
      // A proxy that terminates TLS is known by PUBLIC_URL; the cookie stays secure behind it.
      proxy: secure ? true : undefined,
      cookie: { ...cookieOptions(context), maxAge: context.settings.SESSION_TTL_MS },
    });
  };
  return async (request, response) => {
    if (request.session) return;
    // A failed start is tried again with the next request.
    middleware ??= make().catch((error: unknown) => {
      middleware = undefined;
      throw error;
    });
    const run = await middleware;
    await new Promise<void>((resolve, reject) => {
      run(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
    });
  };
}

/** Reads a secret that all gateways of one system share; the first one that needs it makes it. */
async function sharedSecret(database: Database, name: string): Promise<string> {
  await database
    .insertInto('server_secrets')
    .values({ name, value: randomBytes(48).toString('base64url') })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await database.selectFrom('server_secrets').select('value').where('name', '=', name).executeTakeFirstOrThrow();
  return row.value;
}

async function callerOfToken(database: Database, authorization: string, remoteAddress: string | null): Promise<Caller> {
  const row = await findToken(database, authorization);
  if (!row) throw new GatewayError('unauthenticated');
  if (row.is_due) {
    await database.updateTable('api_tokens').set({ last_used_at: sql`now()` }).where('id', '=', row.id).execute();
  }
  return callerOfAccount(database, row.account_id, 'token', remoteAddress);
}

async function findToken(database: Database, authorization: string): Promise<{ id: string; account_id: string; is_due: boolean } | null> {
  const token = /^Bearer +([0-9A-Za-z_-]{20,200})$/i.exec(authorization)?.[1];
  if (!token) return null;
  const digest = digestOf(token);
  const row = await database
    .selectFrom('api_tokens')
    .select(['id', 'account_id', 'token_sha256'])
    // To the minute is enough: a sender's requests would all write the same row.
    .select(sql<boolean>`coalesce(last_used_at < now() - interval '1 minute', true)`.as('is_due'))
    .where('token_sha256', '=', digest)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row && isSameText(row.token_sha256, digest) ? row : null;
}

async function isTokenValid(database: Database, authorization: string): Promise<boolean> {
  const row = await findToken(database, authorization);
  if (!row) return false;
  const account = await database
    .selectFrom('accounts')
    .innerJoin('organizations', 'organizations.id', 'accounts.organization_id')
    .select('accounts.id')
    .where('accounts.id', '=', row.account_id)
    .where('accounts.disabled_at', 'is', null)
    .where('organizations.disabled_at', 'is', null)
    .executeTakeFirst();
  return account !== undefined;
}

async function callerOfAccount(database: Database, accountID: string, via: Caller['via'], remoteAddress: string | null): Promise<Caller> {
  const row = await database
    .selectFrom('accounts')
    .innerJoin('organizations', 'organizations.id', 'accounts.organization_id')
    .select(['accounts.id', 'username', 'display_name', 'role', 'organization_id', 'name', 'kind', 'pacs_to_pacs_enabled'])
    .where('accounts.id', '=', accountID)
    .where('accounts.disabled_at', 'is', null)
    .where('organizations.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row) throw new GatewayError('unauthenticated');
  return {
    accountID: row.id,
    username: row.username,
    displayName: row.display_name,
    role: row.role as Role,
    organizationID: row.organization_id,
    organizationName: row.name,
    organizationKind: row.kind,
    pacsToPacsEnabled: row.pacs_to_pacs_enabled,
    via,
    remoteAddress,
  };
}
