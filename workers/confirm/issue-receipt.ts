// Stage 6, confirm: what follows when radiology staff have confirmed. It promises one signed receipt for each confirmation, which lists the
// instances of the decision with their digests and nothing else, and says of each whether it is sound.
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { sql } from 'kysely';
import { recordAudit } from '#core/audit/audit.js';
import { receiptBody } from '#core/contract/studies.js';
import { type Database, notifyChange } from '#core/database/database.js';
import { inTransaction } from '#core/database/in-transaction.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { InstanceState } from '#core/pipeline/stages.js';
import type { WorkerContext } from '../context.js';
import { type SigningKey, signingKey } from './signing-key.js';

const digestsPerStatement = 200;

interface Confirmation {
  id: string;
  study_id: string;
  instance_count: number;
  announced_count: number | null;
  missing_count: number;
  left_out_count: number;
  decided_at: Date;
  decided_by: string;
  organization_id: string;
  organization: string;
  study_instance_uid: string;
  order_id: string | null;
  order_number: string | null;
  hospital: string | null;
}

interface SeenInstance {
  sop_instance_uid: string;
  series_instance_uid: string;
  transfer_syntax_uid: string;
  byte_count: number;
  data_set_sha256: string | null;
  file_sha256: string | null;
  /** As it was decided. */
  state: InstanceState;
}

/**
 * Issues the receipts that a study's confirmations lack. A decision has one receipt at most, whoever issues it.
 *
 * @throws GatewayError `conflict` when the instances that were seen can't be told from what came later; a person must look.
 */
export async function issueReceipt(context: WorkerContext, job: { studyID: string }): Promise<void> {
  const lacking = await confirmationsWithoutReceipt(context.database, job.studyID);
  if (lacking.length === 0) return;
  const key = await signingKey(context.database);
  await completeDigests(context, job.studyID);
  for (const confirmation of lacking) await issueOne(context.database, confirmation, key);
}

async function confirmationsWithoutReceipt(database: Database, studyID: string): Promise<Confirmation[]> {
  const { rows } = await sql<Confirmation>`
    select d.id, d.study_id, d.instance_count, d.announced_count, d.missing_count, d.left_out_count, d.decided_at, a.display_name as decided_by, s.organization_id, g.name as organization,
      s.study_instance_uid, d.order_id, o.order_number, (select h.name from hospital_settings h limit 1) as hospital
    from decisions d join accounts a on a.id = d.account_id join studies s on s.id = d.study_id
      join organizations g on g.id = s.organization_id left join referral_orders o on o.id = d.order_id
    where d.study_id = ${studyID} and d.decision = 'confirmed' and not exists (select from receipts r where r.decision_id = d.id)
    order by d.decided_at`.execute(database);
  return rows;
}

/** The digest of a file as it was received is made here and not on arrival: nobody needs it before there is a receipt. */
async function completeDigests({ database, objects }: WorkerContext, studyID: string): Promise<void> {
  for (;;) {
    const lacking = await database
      .selectFrom('instances')
      .select(['id', 'object_key', 'byte_count'])
      .where('study_id', '=', studyID)
      .where('data_set_sha256', 'is not', null)
      .where('file_sha256', 'is', null)
      .limit(digestsPerStatement)
      .execute();
    if (lacking.length === 0) return;
    const digests: { id: string; file_sha256: string }[] = [];
    for (const { id, object_key, byte_count } of lacking) {
      const digest = createHash('sha256');
      await objects.scan(object_key, { start: 0, end: byte_count }, (bytes) => digest.update(bytes));
      digests.push({ id, file_sha256: digest.digest('hex') });
    }
    await sql`update instances i set file_sha256 = d.file_sha256
      from jsonb_to_recordset(${JSON.stringify(digests)}::jsonb) as d (id uuid, file_sha256 text)
      where i.id = d.id and i.file_sha256 is null`.execute(database);
  }
}

async function issueOne(database: Database, confirmation: Confirmation, key: SigningKey): Promise<void> {
  const instances = await instancesSeen(database, confirmation);
  const { rows } = await sql<{ number: number }>`select nextval('receipt_numbers') as number`.execute(database);
  const receiptNumber = `R-${confirmation.decided_at.getUTCFullYear()}-${String(rows[0]?.number ?? 0).padStart(6, '0')}`;
  const body = JSON.stringify(
    receiptBody.parse({
      receiptNumber,
      hospital: confirmation.hospital ?? '',
      organization: confirmation.organization,
      orderNumber: confirmation.order_number,
      studyInstanceUID: confirmation.study_instance_uid,
      decidedAt: confirmation.decided_at.toISOString(),
      decidedBy: confirmation.decided_by,
      announced: confirmation.announced_count,
      missing: confirmation.missing_count,
      leftOut: confirmation.left_out_count,
      instances: instances.filter(({ state }) => state === 'sound').map(listed),
      quarantined: instances.filter(({ state }) => state === 'quarantined').map(listed),
    }),
  );
  const signature = sign(null, Buffer.from(body), createPrivateKey(key.privateKey)).toString('base64');
  await inTransaction(database, async (transaction) => {
    const issued = await transaction
      .insertInto('receipts')
      .values({
        receipt_number: receiptNumber,
        decision_id: confirmation.id,
        study_id: confirmation.study_id,
        body,
        signature,
        key_id: key.keyID,
      })
      .onConflict((conflict) => conflict.column('decision_id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!issued) return;
    const about = { organizationID: confirmation.organization_id, orderID: confirmation.order_id };
    await notifyChange(transaction, { kind: 'study', id: confirmation.study_id, ...about });
    if (confirmation.order_id) await notifyChange(transaction, { kind: 'order', id: confirmation.order_id, ...about });
    await recordAudit(transaction, {
      event: 'receipt-issued',
      action: 'C',
      organizationID: confirmation.organization_id,
      subject: { studyID: confirmation.study_id, decisionID: confirmation.id, receiptNumber },
    });
  });
}

const listed = (instance: SeenInstance) => ({
  sopInstanceUID: instance.sop_instance_uid,
  seriesInstanceUID: instance.series_instance_uid,
  transferSyntaxUID: instance.transfer_syntax_uid,
  byteCount: instance.byte_count,
  dataSetSHA256: instance.data_set_sha256,
  fileSHA256: instance.file_sha256,
  state: instance.state,
});

/** The decision names its instances and how they were; what came, or changed its state, later is not its matter. */
async function instancesSeen(database: Database, confirmation: Confirmation): Promise<SeenInstance[]> {
  const { rows } = await sql<SeenInstance>`
    select i.sop_instance_uid, e.series_instance_uid, i.transfer_syntax_uid, i.byte_count, i.data_set_sha256, i.file_sha256, d.state
    from decision_instances d join instances i on i.id = d.instance_id join series e on e.id = i.series_id
    where d.decision_id = ${confirmation.id}
    order by e.series_number nulls last, e.series_instance_uid, i.seq`.execute(database);
  if (rows.length !== confirmation.instance_count) {
    throw new GatewayError('conflict', {
      subject: { decisionID: confirmation.id, confirmed: confirmation.instance_count, found: rows.length },
      explanation: 'The instances of a confirmation cannot be told from what came later.',
    });
  }
  return rows;
}
