import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { type Database, notifyChange } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { InvalidFieldsError } from '../../http/problem-details.js';
import { type Caller, type Route, route } from '../../http/route.js';
import { recordChange, recordLook } from '../looks.js';

type Column = string | number | boolean | null;

/** What a list of the administrator keeps: rows with a version, that are retired and never deleted. */
export interface AdministeredList<Write extends Versioned, Row extends { id: string }> {
  /** Address and key of the answer, for instance `orderTypes` at `order-types`. */
  key: string;
  path: string;
  /** One of them in the words of audit records: `order-type`. */
  thing: string;
  table: 'organizations' | 'providers' | 'order_types' | 'regions' | 'locations' | 'tips';
  retiredColumn: 'retired_at' | 'disabled_at';
  summaries: { list: string; make: string; change: string };
  write: z.ZodType<Write>;
  row: z.ZodType<Row>;
  rows: z.ZodType;
  example: { write: unknown; row: unknown };
  /** What stands in the table's own columns, but for the retirement. */
  columnsOf(body: Write): Record<string, Column>;
  /** What only a new row is given. */
  columnsOfNew?: Record<string, Column>;
  isRetired(body: Write): boolean;
  read(database: Database, id?: string): Promise<Row[]>;
  /** Refuses what the schema can't know; `id` is null for a new one. Runs inside the transaction, before anything is written. */
  check?(transaction: Database, body: Write, id: string | null): Promise<void>;
  /** Writes what stands in other tables and returns the names of the fields that changed. */
  writeMore?(transaction: Database, body: Write, id: string, caller: Caller): Promise<string[]>;
  /** What a person is told when a unique constraint refuses, by a part of its name. */
  taken: Record<string, { field: string; words: string }>;
}

interface Versioned {
  version: number | null;
}

const unchanged = ['version', 'id'];

/**
 * Makes the three routes of a list: all of it, a new one, a change. A change names the version that was seen and is refused with `conflict`
 * when another one is there. Each is audited with the names of the fields that changed, and every open page is told.
 */
export function routesOfList<Write extends Versioned, Row extends { id: string }>(list: AdministeredList<Write, Row>): Route[] {
  const address = `/api/admin/${list.path}`;
  const common = { access: ['admin'] as const, scope: 'hospital' as const };
  const written = { body: list.write, answer: list.row, examples: { request: list.example.write, answer: list.example.row } };
  return [
    route({
      ...common,
      method: 'get',
      path: address,
      summary: list.summaries.list,
      answer: list.rows,
      examples: { answer: { [list.key]: [list.example.row] } },
      async handle({ context, caller }) {
        const rows = await list.read(context.database);
        recordLook(context, caller, `${list.thing}-list-viewed`, {});
        return { [list.key]: rows };
      },
    }),
    route({
      ...common,
      ...written,
      method: 'post',
      path: address,
      summary: list.summaries.make,
      examples: { ...written.examples, request: { ...(list.example.write as object), version: null } },
      status: 201,
      handle: ({ context, caller, body }) =>
        context.database.transaction().execute((transaction) => writeRow(list, transaction, { caller, body, id: null })),
    }),
    route({
      ...common,
      ...written,
      method: 'put',
      path: `${address}/:id`,
      summary: list.summaries.change,
      handle: ({ context, caller, body, params }) =>
        context.database.transaction().execute((transaction) => writeRow(list, transaction, { caller, body, id: params.id ?? '' })),
    }),
  ];
}

interface Writing<Write> {
  caller: Caller;
  body: Write;
  id: string | null;
}

async function writeRow<Write extends Versioned, Row extends { id: string }>(
  list: AdministeredList<Write, Row>,
  transaction: Database,
  { caller, body, id }: Writing<Write>,
): Promise<Row> {
  const seen = id === null ? null : await lockRow(list, transaction, id, body.version);
  await list.check?.(transaction, body, id);
  const columns = list.columnsOf(body);
  const retired = { [list.retiredColumn]: list.isRetired(body) ? new Date().toISOString() : null };
  const written = await refusingTaken(list, () =>
    seen ? updateRow(list, transaction, seen, body) : insertRow(list.table, transaction, { ...columns, ...list.columnsOfNew, ...retired }),
  );
  const more = (await list.writeMore?.(transaction, body, written, caller)) ?? [];
  const fields = [...changedColumns(seen, { ...columns, [list.retiredColumn]: list.isRetired(body) }), ...more];
  await tellEveryPage(transaction, caller, written);
  await recordChange(transaction, caller, {
    event: seen ? `${list.thing}-changed` : `${list.thing}-made`,
    action: seen ? 'U' : 'C',
    subject: { id: written, fields: fields.sort() },
  });
  const [row] = await list.read(transaction, written);
  if (!row) throw new GatewayError('internal');
  return row;
}

type Kept = Record<string, Column | Date> & { id: string; version: number };

/** @throws GatewayError `not-found`, or `conflict` when another version is there than was seen: load it again and decide anew. */
async function lockRow(
  list: Pick<AdministeredList<never, never>, 'table' | 'retiredColumn'>,
  transaction: Database,
  id: string,
  version: number | null,
): Promise<Kept> {
  const { rows } = await sql<Kept>`select * from ${sql.table(list.table)} where id = ${id}::uuid for update`.execute(transaction);
  const [row] = rows;
  if (!row) throw new GatewayError('not-found');
  if (version === null) throw new InvalidFieldsError({ version: 'Name the version that you saw.' });
  if (row.version !== version) throw new GatewayError('conflict', { explanation: 'Somebody changed this after you opened it.' });
  return { ...row, [list.retiredColumn]: row[list.retiredColumn] !== null };
}

async function updateRow<Write extends Versioned>(
  list: AdministeredList<Write, never> | AdministeredList<Write, { id: string }>,
  transaction: Database,
  seen: Kept,
  body: Write,
): Promise<string> {
  const retired: RawBuilder<unknown> = list.isRetired(body) ? sql`coalesce(${sql.ref(list.retiredColumn)}, now())` : sql`null`;
  const assignments = Object.entries(list.columnsOf(body)).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
  const all = [...assignments, sql`${sql.ref(list.retiredColumn)} = ${retired}`, sql`version = version + 1`];
  await sql`update ${sql.table(list.table)} set ${sql.join(all)} where id = ${seen.id}::uuid`.execute(transaction);
  return seen.id;
}

async function insertRow(table: string, transaction: Database, columns: Record<string, Column>): Promise<string> {
  const names = Object.keys(columns).map((name) => sql.ref(name));
  const values = Object.values(columns).map((value) => sql`${value}`);
  const { rows } = await sql<{
    id: string;
  }>`insert into ${sql.table(table)} (${sql.join(names)}) values (${sql.join(values)}) returning id`.execute(transaction);
  return rows[0]?.id ?? '';
}

function changedColumns(seen: Kept | null, columns: Record<string, Column>): string[] {
  if (!seen) return [];
  return Object.keys(columns).filter((name) => !unchanged.includes(name) && (seen[name] ?? '') !== (columns[name] ?? ''));
}

async function refusingTaken<Value>(list: Pick<AdministeredList<never, never>, 'taken'>, write: () => Promise<Value>): Promise<Value> {
  try {
    return await write();
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    if (code !== '23505') throw error;
    const known = Object.entries(list.taken).find(([part]) => constraint?.includes(part))?.[1];
    throw new GatewayError('conflict', {
      cause: error,
      explanation: known?.words ?? 'There is one like this already.',
      details: { fields: known ? { [known.field]: known.words } : {} },
    });
  }
}

/** What an administrator changes is shown on every page, whoever reads it. */
export function tellEveryPage(transaction: Database, caller: Caller, id: string): Promise<void> {
  return notifyChange(transaction, { kind: 'hospital', id, organizationID: caller.organizationID });
}
