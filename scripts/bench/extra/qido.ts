import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { startEmbeddedPostgresql } from '../../../embedded/postgresql.js';
import { endsAfterProcesses } from '../child-process.js';
import { startGateway } from '../peers/gateway.js';
import type { GatewayClient } from '../peers/gateway-client.js';
import type { PeerPlace } from '../peers/peer.js';
import type { AbsoluteFigure } from '../table.js';
import { median } from '../table.js';

const budgetMs = 50;
const repetitions = 30;

/** Studies of one clinic with one series and one instance each, as reception and validation would have left them. */
const insertStudies = `
with study as (
  insert into studies (organization_id, study_instance_uid, stage, attributes, patient_id, patient_name, patient_birth_date, study_date, accession_number)
  select o.id, '2.25.7' || lpad(n::text, 9, '0'), 'validated',
    jsonb_build_object(
      '0020000D', jsonb_build_object('vr', 'UI', 'Value', jsonb_build_array('2.25.7' || lpad(n::text, 9, '0'))),
      '00100010', jsonb_build_object('vr', 'PN', 'Value', jsonb_build_array(jsonb_build_object('Alphabetic', 'Bench^Number' || n))),
      '00100020', jsonb_build_object('vr', 'LO', 'Value', jsonb_build_array('RC-' || (800000 + n / 2))),
      '00080020', jsonb_build_object('vr', 'DA', 'Value', jsonb_build_array(to_char(date '2015-01-01' + n % 3650, 'YYYYMMDD'))),
      '00080050', jsonb_build_object('vr', 'SH', 'Value', jsonb_build_array('A' || n))),
    'RC-' || (800000 + n / 2), 'Bench^Number' || n, '19700101', to_char(date '2015-01-01' + n % 3650, 'YYYYMMDD'), 'A' || n
  from generate_series(1, $1::integer) n, organizations o where o.name = 'Riverside Clinic'
  returning id, organization_id, study_instance_uid
),
reception as (
  insert into receptions (id, organization_id, door, gateway_id, ended_at, outcome)
  select gen_random_uuid(), o.id, 'stow-rs', 'benchmark', now(), 'completed' from organizations o where o.name = 'Riverside Clinic'
  returning id
),
one_series as (
  insert into series (study_id, series_instance_uid, modality, series_number, attributes)
  select id, study_instance_uid || '.1', 'CT', 1,
    jsonb_build_object('00080060', jsonb_build_object('vr', 'CS', 'Value', jsonb_build_array('CT')))
  from study returning id, study_id
)
insert into instances (id, organization_id, study_id, series_id, reception_id, sop_instance_uid, sop_class_uid, transfer_syntax_uid,
  byte_count, data_set_offset, data_set_crc32, object_key, preamble, attributes, pixel_data, state, validated_at)
select gen_random_uuid(), s.organization_id, s.id, e.id, r.id, s.study_instance_uid || '.1.1', '1.2.840.10008.5.1.4.1.1.2',
  '1.2.840.10008.1.2.1', 525000, 400, 0, 'none', 'zeros', '{}', '{"kind": "native"}', 'sound', now()
from study s join one_series e on e.study_id = s.id cross join reception r`;

const searches = [
  ['first page of all studies', '/dicom-web/studies'],
  ['25 studies', '/dicom-web/studies?limit=25'],
  ['studies of a month', '/dicom-web/studies?StudyDate=20200101-20200131&limit=25'],
  ['studies of a patient', '/dicom-web/studies?PatientID=RC-802500&limit=25'],
  ['studies by the beginning of a name', '/dicom-web/studies?PatientName=Bench%5ENumber777*&limit=25'],
  ['studies with CT', '/dicom-web/studies?ModalitiesInStudy=CT&limit=25'],
] as const;

/** Measures searches over many studies in a database of their own, put there by SQL. */
export async function measureSearches(place: PeerPlace, scale: number): Promise<AbsoluteFigure[]> {
  mkdirSync(place.folder, { recursive: true });
  const studyCount = Math.round(100_000 * scale);
  const postgresql = await startEmbeddedPostgresql({ folder: join(place.folder, 'postgresql'), logFile: place.logFile });
  const stopPostgresql = endsAfterProcesses(postgresql);
  try {
    const environment = { DATABASE_URL: postgresql.url, WORKERS: '0' };
    const gateway = await startGateway({ ...place, folder: join(place.folder, 'gateway') }, { environment });
    try {
      await fill(postgresql.url, studyCount);
      const figures: AbsoluteFigure[] = [];
      for (const [what, path] of searches)
        figures.push(await measureSearch(gateway.radiology, `QIDO-RS over ${studyCount}: ${what}`, path));
      return figures;
    } finally {
      await gateway.stop();
    }
  } finally {
    await stopPostgresql();
  }
}

async function fill(url: string, studyCount: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(insertStudies, [studyCount]);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

async function measureSearch(client: GatewayClient, what: string, path: string): Promise<AbsoluteFigure> {
  const times: number[] = [];
  let found = 0;
  try {
    for (let index = 0; index <= repetitions; index += 1) {
      const asked = performance.now();
      const answer = await client.get(path);
      found = answer.status === 204 ? 0 : ((await answer.json()) as unknown[]).length;
      // The first one warms the caches, as the first request of a day does.
      if (index > 0) times.push(performance.now() - asked);
    }
  } catch (error) {
    return { what, measured: (error as Error).message, budget: `${budgetMs} ms`, isKept: false };
  }
  const p50Ms = median(times);
  const measured = `${p50Ms.toFixed(1)} ms (longest ${Math.max(...times).toFixed(1)}), ${found} found`;
  return { what, measured, budget: `${budgetMs} ms`, isKept: p50Ms <= budgetMs && found > 0 };
}
