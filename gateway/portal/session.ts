import { recordAudit } from '#core/audit/audit.js';
import { type SessionAnswer, sessionAnswer, signInRequest } from '#core/contract/session.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../context.js';
import { authenticationOf, remoteAddressOf } from '../http/authentication.js';
import { isPasswordRight } from '../http/passwords.js';
import { type Caller, everyRole, type Route, route } from '../http/route.js';
import { createSignInLimits, type SignInLimits } from '../http/sign-in-limits.js';
import { endEventsOfSession } from './events.js';
import { sessionExamples } from './study-examples.js';

const limits = new WeakMap<GatewayContext, SignInLimits>();

function limitsOf(context: GatewayContext): SignInLimits {
  const known = limits.get(context) ?? createSignInLimits();
  limits.set(context, known);
  return known;
}

function sessionAnswerOf(caller: Caller, csrfToken: string): SessionAnswer {
  return {
    user: {
      id: caller.accountID,
      username: caller.username,
      displayName: caller.displayName,
      role: caller.role,
      organization: {
        id: caller.organizationID,
        name: caller.organizationName,
        kind: caller.organizationKind,
        pacsToPacsEnabled: caller.pacsToPacsEnabled,
      },
    },
    csrfToken,
  };
}

const signIn = route({
  method: 'post',
  path: '/api/session',
  access: 'public',
  scope: 'none',
  summary: 'Sign in with user name and password; answers who you are and sets the session cookie.',
  body: signInRequest,
  examples: sessionExamples.signIn,
  answer: sessionAnswer,
  async handle({ request, response, context, body }) {
    await limitsOf(context).assertMayTry(request, response, body.username);
    const account = await context.database
      .selectFrom('accounts')
      .innerJoin('organizations', 'organizations.id', 'accounts.organization_id')
      .selectAll('accounts')
      .select([
        'organizations.name as organization_name',
        'organizations.kind',
        'organizations.pacs_to_pacs_enabled',
        'organizations.disabled_at as organization_disabled_at',
      ])
      .where('username', '=', body.username)
      .executeTakeFirst();
    const right = await isPasswordRight(account?.password_hash ?? null, body.password);
    const remoteAddress = remoteAddressOf(request);
    const mayEnter = right && account && account.disabled_at === null && account.organization_disabled_at === null;
    await recordAudit(context.database, {
      event: 'sign-in',
      action: 'E',
      outcome: mayEnter ? 0 : 4,
      accountID: account?.id ?? null,
      organizationID: account?.organization_id ?? null,
      remoteAddress,
      subject: {},
    });
    if (!mayEnter) throw new GatewayError('unauthenticated', { explanation: 'The user name or the password is wrong.' });
    const csrfToken = await authenticationOf(context).signIn(request, response, account.id);
    const caller: Caller = {
      accountID: account.id,
      username: account.username,
      displayName: account.display_name,
      role: account.role,
      organizationID: account.organization_id,
      organizationName: account.organization_name,
      organizationKind: account.kind,
      pacsToPacsEnabled: account.pacs_to_pacs_enabled,
      via: 'session',
      remoteAddress,
    };
    return sessionAnswerOf(caller, csrfToken);
  },
});

const whoAmI = route({
  method: 'get',
  path: '/api/session',
  access: everyRole,
  scope: 'own-account',
  summary: 'Who is signed in, and the CSRF token of the session.',
  answer: sessionAnswer,
  examples: { answer: sessionExamples.signIn.answer },
  handle: async ({ request, context, caller }) => sessionAnswerOf(caller, authenticationOf(context).csrfTokenOf(request)),
});

const signOut = route({
  method: 'delete',
  path: '/api/session',
  access: everyRole,
  scope: 'own-account',
  summary: 'Sign out; the session ends at once.',
  status: 204,
  async handle({ request, response, context, caller }) {
    const sessionID = request.sessionID;
    if (caller.via === 'session') await authenticationOf(context).signOut(request, response);
    await recordAudit(context.database, {
      event: 'sign-out',
      action: 'E',
      accountID: caller.accountID,
      organizationID: caller.organizationID,
      remoteAddress: caller.remoteAddress,
      subject: {},
    });
    if (caller.via === 'session') endEventsOfSession(context, sessionID);
    return undefined;
  },
});

export const sessionRoutes: Route[] = [signIn, whoAmI, signOut];
