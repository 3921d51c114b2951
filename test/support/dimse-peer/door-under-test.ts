import type { AuditEntry } from '#core/audit/audit.js';
import { readSettings } from '#core/config/settings.js';
import { createLogger } from '#core/logging/logger.js';
import { type DimseServer, openDimseDoor } from '../../../gateway/receive/dimse/dimse-server.js';
import type { FoundPeer, PeerDirectory } from '../../../gateway/receive/dimse/peer-directory.js';
import { InstanceStoreDouble } from './instance-store-double.js';
import { type ConnectOptions, connect, type Requestor } from './requestor.js';

export const RIVERSIDE = '00000000-0000-4000-8000-000000000001';
export const ORDER = '00000000-0000-4000-8000-00000000000a';

const riversidePeer: FoundPeer = {
  peerID: '00000000-0000-4000-8000-0000000000b1',
  organizationID: RIVERSIDE,
  enabled: true,
  isFromItsAddress: true,
  certificateSubject: null,
};

/** RIVERSIDE_PACS is known, TLS_PACS with a certificate, ELSEWHERE_PACS from another address, OFF_PACS is switched off; R7K2M9QX is an order of Riverside. */
export class DirectoryDouble implements PeerDirectory {
  /** Awaited by each look-up; may reject, as a database that is down does. */
  beforeAnswer: (() => Promise<void>) | null = null;
  lookups = 0;

  async findPeer(callingAETitle: string): Promise<FoundPeer | null> {
    this.lookups++;
    await this.beforeAnswer?.();
    if (callingAETitle === 'RIVERSIDE_PACS') return riversidePeer;
    if (callingAETitle === 'TLS_PACS') return { ...riversidePeer, certificateSubject: 'riverside-pacs' };
    if (callingAETitle === 'ELSEWHERE_PACS') return { ...riversidePeer, isFromItsAddress: false };
    if (callingAETitle === 'OFF_PACS') return { ...riversidePeer, enabled: false };
    return null;
  }

  async findOrder(calledAETitle: string, organizationID: string): Promise<string | null> {
    return calledAETitle === 'R7K2M9QX' && organizationID === RIVERSIDE ? ORDER : null;
  }
}

/** The DIMSE door on a free port with doubles behind it. */
export interface DoorUnderTest {
  readonly server: DimseServer;
  readonly store: InstanceStoreDouble;
  readonly directory: DirectoryDouble;
  readonly audited: AuditEntry[];
  isDraining: boolean;
  connect(options?: Partial<ConnectOptions>): Promise<Requestor>;
  /** Drops the requestors that are left and closes the door. */
  close(): Promise<void>;
}

export async function openDoorUnderTest(environment: Record<string, string> = {}): Promise<DoorUnderTest> {
  const store = new InstanceStoreDouble();
  const directory = new DirectoryDouble();
  const audited: AuditEntry[] = [];
  const requestors: Requestor[] = [];
  const state = { isDraining: false };
  const server = await openDimseDoor({
    settings: readSettings({ DIMSE_PORT: '0', ...environment }),
    store,
    directory,
    logger: createLogger('test', 'silent'),
    draining: () => state.isDraining,
    recordAudit: async (entry) => {
      audited.push(entry);
    },
  });
  return {
    server,
    store,
    directory,
    audited,
    get isDraining() {
      return state.isDraining;
    },
    set isDraining(value: boolean) {
      state.isDraining = value;
    },
    async connect(options = {}) {
      const requestor = await connect({ port: server.port, ...options });
      requestors.push(requestor);
      return requestor;
    },
    async close() {
      for (const requestor of requestors) requestor.socket.destroy();
      await server.close();
    },
  };
}
