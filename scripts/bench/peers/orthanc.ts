import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, StartedProcess, waitForPort } from '../child-process.js';
import type { PeerPlace, RunningPeer } from './peer.js';

const pluginCandidates = ['/usr/share/orthanc/plugins/libOrthancDicomWeb.so', '/usr/local/share/orthanc/plugins/libOrthancDicomWeb.so'];

/**
 * Starts Orthanc without Nagle, with the DICOMweb plug-in where it is installed.
 *
 * It has no setting for the address that it listens on: requests from elsewhere are refused by RemoteAccessAllowed (HTTP) and
 * DicomCheckModalityHost (DIMSE: find, get and move; storing is open to all, as a router's is).
 */
export async function startOrthanc({ folder, logFile }: PeerPlace): Promise<RunningPeer> {
  mkdirSync(folder, { recursive: true });
  const [httpPort, dicomPort] = [await freePort(), await freePort()];
  const plugin = pluginCandidates.find((path) => existsSync(path));
  const configuration = {
    Name: 'BENCH',
    StorageDirectory: join(folder, 'storage'),
    IndexDirectory: join(folder, 'storage'),
    DicomAet: 'ORTHANC',
    DicomPort: dicomPort,
    HttpPort: httpPort,
    DicomThreadsCount: 8,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    OverwriteInstances: false,
    MaximumStorageSize: 0,
    KeepAlive: true,
    TcpNoDelay: true,
    StorageCompression: false,
    Plugins: plugin ? [plugin] : [],
    DicomWeb: { Enable: true, Root: '/dicom-web/' },
  };
  const configurationFile = join(folder, 'orthanc.json');
  writeFileSync(configurationFile, JSON.stringify(configuration));
  const started = new StartedProcess('Orthanc', [configurationFile], { logFile, environment: { TCP_NODELAY: '1' }, drainMs: 20_000 });
  await waitForPort(httpPort, started, logFile);
  await waitForPort(dicomPort, started, logFile);
  return {
    name: 'orthanc',
    title: 'Orthanc',
    rootProcessID: started.processID,
    groupOf: () => 'main',
    target: (door) => {
      if (door === 'dimse') return { door, port: dicomPort, callingAETitle: 'BENCH', calledAETitle: 'ORTHANC' };
      return plugin ? { door, port: httpPort, path: '/dicom-web/studies' } : undefined;
    },
    settle: async () => undefined,
    stop: () => started.stop(),
  };
}
