import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithUs } from './ending-with-us.js';
import { freePorts } from './ports.js';
import { until } from './until.js';

export interface RunningOrthanc {
  /** Of its REST API; DICOMweb is below /dicom-web. */
  readonly url: string;
  readonly httpPort: number;
  readonly dimsePort: number;
  readonly aeTitle: string;
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Lets it send a stored resource (study, series, instance id of its own) to a modality of its configuration by C-STORE. */
  store(modality: string, resources: string[]): Promise<Response>;
  stop(): Promise<void>;
}

export interface OrthancOptions {
  aeTitle?: string;
  /** Name -> [AE title, host, port]. */
  modalities?: Record<string, [string, string, number]>;
  /** DICOMweb servers: name -> URL, or the plugin's own object. */
  dicomWebServers?: Record<string, unknown>;
  configuration?: Record<string, unknown>;
}

/** Starts an Orthanc of its own with DICOMweb on free ports, without sign-in, as a peer for tests. */
export async function startOrthanc(options: OrthancOptions = {}): Promise<RunningOrthanc> {
  const folder = await mkdtemp(join(tmpdir(), 'orthanc-'));
  const [httpPort = 0, dimsePort = 0] = await freePorts(2);
  const aeTitle = options.aeTitle ?? 'RIVERSIDE_PACS';
  const plugin = ['/usr/share/orthanc/plugins', '/usr/lib/orthanc'].map((path) => join(path, 'libOrthancDicomWeb.so')).find(existsSync);
  const configuration = {
    Name: 'test',
    StorageDirectory: join(folder, 'storage'),
    IndexDirectory: join(folder, 'index'),
    HttpPort: httpPort,
    HttpBindAddresses: ['127.0.0.1'],
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    DicomPort: dimsePort,
    DicomAet: aeTitle,
    DicomModalities: options.modalities ?? {},
    DicomAlwaysAllowStore: true,
    StorageCommitmentReportsSize: 100,
    OverwriteInstances: true,
    Plugins: plugin ? [plugin] : [],
    DicomWeb: { Enable: true, Root: '/dicom-web/', Servers: options.dicomWebServers ?? {} },
    ...options.configuration,
  };
  const file = join(folder, 'orthanc.json');
  await writeFile(file, JSON.stringify(configuration));
  const program = existsSync('/usr/sbin/Orthanc') ? '/usr/sbin/Orthanc' : 'Orthanc';
  const child = spawn(program, [file], { stdio: 'ignore', env: { ...process.env, TCP_NODELAY: '1' } });
  const forget = endWithUs(child.pid ?? 0, folder);
  const url = `http://127.0.0.1:${httpPort}`;
  const request = (path: string, init?: RequestInit) => fetch(url + path, init);
  await until('Orthanc answers', async () => (await request('/system')).ok, { timeoutMs: 60_000 });
  return {
    url,
    httpPort,
    dimsePort,
    aeTitle,
    request,
    store: (modality, resources) =>
      request(`/modalities/${modality}/store`, { method: 'POST', body: JSON.stringify({ Resources: resources, Synchronous: true }) }),
    async stop() {
      forget();
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
