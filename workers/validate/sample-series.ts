import { sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import type { DicomJson, StoredFinding } from '#core/database/tables.js';
import { transferSyntaxOf } from '#core/dicom/transfer-syntax.js';
import { isUnusable, joinFindings, type ValidationFindingCode, validationFinding } from './findings.js';
import { DecoderEnded } from './pixels/decoder.js';
import { FrameSource, type InstanceWithPixels } from './pixels/frame-source.js';
import { drawPoster } from './pixels/video-poster.js';
import type { ValidationContext } from './validation-context.js';

interface SampledInstance extends InstanceWithPixels {
  id: string;
  findings: StoredFinding[];
  decode_attempts: number;
  decoded: boolean | null;
}

interface SeriesToSample {
  id: string;
  sampled_count: number;
  instance_count: number;
  is_arriving: boolean;
}

const maxDecodeAttempts = 3;
// While a series grows its picture is drawn anew only now and then, and once more when it is complete.
const growth = 4;

/**
 * Decodes frames of the first, the middle and the last instance of each series whose extent has changed, and draws its picture.
 * What ends the decoder three times, or this worker three times, is quarantined.
 */
export async function sampleSeries(context: ValidationContext, studyID: string): Promise<void> {
  const { rows } = await sql<SeriesToSample>`
    select s.id, s.sampled_count, count(*) as instance_count, bool_or(r.ended_at is null) as is_arriving
    from series s join instances i on i.series_id = s.id join receptions r on r.id = i.reception_id
    where s.study_id = ${studyID} and i.validated_at is not null group by s.id`.execute(context.database);
  for (const series of rows) {
    if (isDue(series)) await sampleOne(context, series);
  }
}

function isDue({ sampled_count, instance_count, is_arriving }: SeriesToSample): boolean {
  if (sampled_count === instance_count) return false;
  return sampled_count === 0 || !is_arriving || instance_count >= sampled_count * growth;
}

async function sampleOne(context: ValidationContext, series: SeriesToSample): Promise<void> {
  await context.database.transaction().execute(async (transaction) => {
    const { rows } = await sql`select id from series where id = ${series.id} and sampled_count = ${series.sampled_count}
      for no key update skip locked`.execute(transaction);
    if (rows.length === 0) return;
    const key = await pictureOfSeries(context, transaction, series.id);
    await sql`update series set thumbnail_key = ${key}, thumbnail_state = ${key ? 'ready' : 'impossible'},
      sampled_count = ${series.instance_count} where id = ${series.id}`.execute(transaction);
  });
}

async function pictureOfSeries(context: ValidationContext, transaction: Database, seriesID: string): Promise<string | null> {
  const [middle, ...others] = await selectSamples(transaction, seriesID);
  if (!middle) return null;
  let picture = await decodeSample(context, transaction, middle, true);
  for (const sample of others) {
    const needsDecoding = picture === null || (sample.decoded === null && sample.pixel_data.kind === 'encapsulated');
    if (needsDecoding) picture = (await decodeSample(context, transaction, sample, picture === null)) ?? picture;
  }
  if (!picture) return null;
  const key = `thumbnails/${seriesID}.webp`;
  await context.objects.write(key, picture);
  return key;
}

/** The middle, the first and the last sound instance with pixel data, by Instance Number and arrival. */
async function selectSamples(transaction: Database, seriesID: string): Promise<SampledInstance[]> {
  const { rows } = await sql<SampledInstance & { attributes: DicomJson }>`
    with placed as (
      select id, row_number() over (order by case when attributes #>> '{00200013,Value,0}' ~ '^-?[0-9]{1,9}$'
        then (attributes #>> '{00200013,Value,0}')::integer end nulls last, seq) as place, count(*) over () as total
      from instances where series_id = ${seriesID} and state = 'sound' and pixel_data ->> 'kind' in ('native', 'encapsulated')
    )
    select i.id, transfer_syntax_uid, byte_count, data_set_offset, object_key, attributes, pixel_data, findings, decode_attempts, decoded
    from placed p join instances i on i.id = p.id
    where p.place in (1, (p.total + 1) / 2, p.total)
    order by p.place = (p.total + 1) / 2 desc, p.place`.execute(transaction);
  return rows;
}

interface Outcome {
  codes: ValidationFindingCode[];
  decoded: boolean | null;
  picture: Uint8Array | null;
}

async function decodeSample(
  context: ValidationContext,
  transaction: Database,
  sample: SampledInstance,
  wantsPicture: boolean,
): Promise<Uint8Array | null> {
  const outcome = await decodeUnderCount(context, sample, wantsPicture);
  const findings = joinFindings(sample.findings, [
    ...sample.findings.filter((finding) => !outcome.codes.includes(finding.code as ValidationFindingCode)),
    ...outcome.codes.map((code) => validationFinding(code)),
  ]);
  await sql`update instances set decoded = ${outcome.decoded}, decode_attempts = 0, findings = ${JSON.stringify(findings)}::jsonb,
    state = ${isUnusable(findings) ? 'quarantined' : 'sound'} where id = ${sample.id} and state = 'sound'`.execute(transaction);
  return outcome.picture;
}

/** Counts each attempt before it begins, in a statement of its own, so that the count outlives this process. */
async function decodeUnderCount(context: ValidationContext, sample: SampledInstance, wantsPicture: boolean): Promise<Outcome> {
  for (let attempts = sample.decode_attempts; attempts < maxDecodeAttempts; attempts++) {
    await sql`update instances set decode_attempts = decode_attempts + 1 where id = ${sample.id}`.execute(context.database);
    try {
      return await decodeFrames(context, sample, wantsPicture);
    } catch (error) {
      if (!(error instanceof DecoderEnded)) throw error;
      context.logger.warn({ instanceID: sample.id, reason: error.reason }, 'an image ended the decoder');
    }
  }
  return { codes: ['decoder-ended'], decoded: false, picture: null };
}

async function decodeFrames(context: ValidationContext, sample: SampledInstance, wantsPicture: boolean): Promise<Outcome> {
  if (transferSyntaxOf(sample.transfer_syntax_uid).video) {
    return { codes: [], decoded: null, picture: wantsPicture ? await posterOf(context, sample) : null };
  }
  const source = new FrameSource(context.objects, sample);
  const middle = Math.floor((source.frameCount - 1) / 2);
  // Native frames need no decoding: their length has been checked.
  const frames = sample.pixel_data.kind === 'native' ? [middle] : [...new Set([middle, 0, source.frameCount - 1])];
  const codes = new Set<ValidationFindingCode>();
  const outcome: Outcome = { codes: [], decoded: null, picture: null };
  for (const index of frames) {
    const frame = await source.frame(index, wantsPicture && outcome.picture === null);
    if (!frame) continue;
    if (!frame.beginsAsDeclared) codes.add('content-of-other-transfer-syntax');
    const answer = await context.decoder.decode(frame.request);
    if (answer.outcome === 'unsupported') continue;
    if (answer.outcome === 'undecodable') codes.add('pixel-data-undecodable');
    else if (answer.sizeDiffers) codes.add('frame-size-differs');
    outcome.decoded = answer.outcome === 'decoded' && outcome.decoded !== false;
    if (answer.outcome === 'decoded') outcome.picture ??= answer.picture;
  }
  return { ...outcome, codes: [...codes] };
}

async function posterOf(context: ValidationContext, sample: SampledInstance): Promise<Uint8Array | null> {
  const source = new FrameSource(context.objects, sample);
  const poster = await drawPoster(await source.bitStream(), sample.transfer_syntax_uid);
  if (!poster) return null;
  const answer = await context.decoder.shrink({ image: poster });
  return answer.outcome === 'decoded' ? answer.picture : null;
}
