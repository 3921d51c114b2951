import { z } from 'zod';
import { tokenAnswer, tokenListItem, tokenRequest } from '#core/contract/session.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { makeToken } from '../http/authentication.js';
import { everyRole, type Route, route } from '../http/route.js';
import { isoTime, isoTimeOrNull } from './dicom-text.js';
import { recordChange, recordLook } from './looks.js';
import { sessionExamples } from './study-examples.js';

const dayMs = 86_400_000;

const create = route({
  method: 'post',
  path: '/api/tokens',
  access: everyRole,
  scope: 'own-account',
  summary: 'Make a token for a machine: it acts as your account, is shown once and can be revoked.',
  body: tokenRequest,
  examples: sessionExamples.token,
  answer: tokenAnswer,
  status: 201,
  async handle({ context, caller, body }) {
    // A token that was stolen must not be able to outlive itself.
    if (caller.via === 'token')
      throw new GatewayError('forbidden', { explanation: 'A token can not make tokens; sign in with a password.' });
    const { token, tokenSHA256 } = makeToken();
    return context.database.transaction().execute(async (transaction) => {
      const { id } = await transaction
        .insertInto('api_tokens')
        .values({
          account_id: caller.accountID,
          name: body.name,
          token_sha256: tokenSHA256,
          expires_at: new Date(Date.now() + body.expiresInDays * dayMs),
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      await recordChange(transaction, caller, { event: 'token-created', action: 'C', subject: { tokenID: id } });
      return { id, token };
    });
  },
});

const list = route({
  method: 'get',
  path: '/api/tokens',
  access: everyRole,
  scope: 'own-account',
  summary: 'The tokens of your account, newest first.',
  answer: z.object({ tokens: z.array(tokenListItem) }),
  examples: sessionExamples.tokens,
  async handle({ context, caller }) {
    const rows = await context.database
      .selectFrom('api_tokens')
      .selectAll()
      .where('account_id', '=', caller.accountID)
      .orderBy('created_at', 'desc')
      .limit(500)
      .execute();
    recordLook(context, caller, 'tokens-listed', {});
    return {
      tokens: rows.map((row) => ({
        id: row.id,
        name: row.name,
        createdAt: isoTime(row.created_at),
        expiresAt: isoTime(row.expires_at),
        revokedAt: isoTimeOrNull(row.revoked_at),
        lastUsedAt: isoTimeOrNull(row.last_used_at),
      })),
    };
  },
});

const revoke = route({
  method: 'delete',
  path: '/api/tokens/:id',
  access: everyRole,
  scope: 'own-account',
  summary: 'Revoke one of your tokens; it stops working at once.',
  status: 204,
  async handle({ context, caller, params }) {
    await context.database.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom('api_tokens')
        .select(['id', 'revoked_at'])
        .where('id', '=', params.id ?? '')
        .where('account_id', '=', caller.accountID)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw new GatewayError('not-found');
      if (row.revoked_at) return;
      await transaction.updateTable('api_tokens').set({ revoked_at: new Date() }).where('id', '=', row.id).execute();
      await recordChange(transaction, caller, { event: 'token-revoked', action: 'D', subject: { tokenID: row.id } });
    });
    return undefined;
  },
});

export const tokenRoutes: Route[] = [create, list, revoke];
