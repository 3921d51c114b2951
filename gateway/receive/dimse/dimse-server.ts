// First stage, DIMSE door: listens for associations, with and without TLS, within limits, and drains them when the process is to end.
// @see PS3.8 9.1 (TCP), PS3.15 B.12 (TLS profile)
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { type AuditEntry, recordAudit } from '#core/audit/audit.js';
import type { Settings } from '#core/config/settings.js';
import type { Logger } from '#core/logging/logger.js';
import type { GatewayContext } from '../../context.js';
import type { InstanceStore } from '../../store/arriving-instance.js';
import { Admission } from './admission.js';
import { Association, type AssociationEnvironment } from './association.js';
import { AuditTrail } from './audit-trail.js';
import { DatabasePeerDirectory, type PeerDirectory } from './peer-directory.js';

// A rejection needs a connection too, so there may be more connections than associations, but not without end.
const CONNECTIONS_PER_ASSOCIATION = 4;
const CONNECTIONS_PER_ADDRESS = 2;
const LONGEST_DRAIN_MS = 20_000;
const LONGEST_FAREWELL_MS = 4_000;

export interface DimseServer {
  readonly port: number;
  readonly tlsPort?: number;
  /** Accepts nothing new, lets what is being stored come to its answer, aborts the rest; resolves within 25 seconds. */
  close(): Promise<void>;
}

export interface DimseServices {
  readonly settings: Settings;
  readonly store: InstanceStore;
  readonly logger: Logger;
  readonly directory: PeerDirectory;
  readonly draining: () => boolean;
  readonly recordAudit: (entry: AuditEntry) => Promise<void>;
}

/** Counts by address and in all. */
class Places {
  private readonly most: number;
  private readonly mostPerAddress: number;
  private taken = 0;
  private readonly perAddress = new Map<string, number>();

  constructor(most: number, mostPerAddress: number) {
    this.most = most;
    this.mostPerAddress = mostPerAddress;
  }

  take(address: string): (() => void) | null {
    const here = this.perAddress.get(address) ?? 0;
    if (this.taken >= this.most || here >= this.mostPerAddress) return null;
    this.taken++;
    this.perAddress.set(address, here + 1);
    return () => this.giveBack(address);
  }

  private giveBack(address: string): void {
    this.taken--;
    const left = (this.perAddress.get(address) ?? 1) - 1;
    if (left === 0) this.perAddress.delete(address);
    else this.perAddress.set(address, left);
  }
}

/** An address in the form that PostgreSQL's inet and a person expect: IPv4 without its IPv6 dress, no zone. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

class Door implements DimseServer {
  private readonly services: DimseServices;
  private readonly environment: AssociationEnvironment;
  private readonly trail: AuditTrail;
  private readonly connections: Places;
  private readonly associations = new Set<Association>();
  private readonly servers: Server[] = [];
  private readonly clock: NodeJS.Timeout;
  private isClosing = false;
  port = 0;
  tlsPort?: number;

  constructor(services: DimseServices) {
    this.services = services;
    const { settings, store, logger, directory, draining } = services;
    this.trail = new AuditTrail(services.recordAudit, logger);
    const audit = (entry: AuditEntry): void => this.trail.write(entry);
    const places = new Places(settings.DIMSE_MAX_ASSOCIATIONS, settings.DIMSE_MAX_ASSOCIATIONS_PER_ADDRESS);
    this.connections = new Places(
      settings.DIMSE_MAX_ASSOCIATIONS * CONNECTIONS_PER_ASSOCIATION,
      settings.DIMSE_MAX_ASSOCIATIONS_PER_ADDRESS * CONNECTIONS_PER_ADDRESS,
    );
    const admission = new Admission({
      ownAETitle: settings.AE_TITLE,
      directory,
      store,
      audit,
      draining: () => this.isClosing || draining(),
      logger,
    });
    this.environment = { settings, store, logger, admission, audit, occupy: (address) => places.take(address) };
    const shortest = Math.min(settings.DIMSE_ARTIM_TIMEOUT_MS, settings.DIMSE_IDLE_TIMEOUT_MS);
    this.clock = setInterval(() => this.sweep(), Math.min(1_000, Math.max(20, shortest / 4)));
    this.clock.unref();
  }

  private sweep(): void {
    const now = performance.now();
    for (const association of this.associations) association.sweep(now);
  }

  async listen(): Promise<void> {
    const { settings } = this.services;
    try {
      const server = createServer({ noDelay: true }, (socket) => this.onConnection(socket, null));
      this.port = await this.listenOn(server, settings.DIMSE_PORT);
      if (settings.DIMSE_TLS_PORT !== undefined) this.tlsPort = await this.listenOn(await this.tlsServer(), settings.DIMSE_TLS_PORT);
    } catch (thrown) {
      clearInterval(this.clock);
      for (const server of this.servers) server.close();
      throw thrown;
    }
  }

  private listenOn(server: Server, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, this.services.settings.DIMSE_HOST, () => {
        server.off('error', reject);
        // Running out of descriptors while accepting: those connections are lost, the door stays open.
        server.on('error', (error) => this.services.logger.error({ err: error }, 'a DICOM connection could not be accepted'));
        this.servers.push(server);
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  private async tlsServer(): Promise<Server> {
    const { DIMSE_TLS_CERT, DIMSE_TLS_KEY, DIMSE_TLS_CA, DIMSE_ARTIM_TIMEOUT_MS } = this.services.settings;
    const [cert, key, ca] = await Promise.all([DIMSE_TLS_CERT, DIMSE_TLS_KEY, DIMSE_TLS_CA].map((path) => readFile(path ?? '')));
    const server = createTlsServer({
      ...{ cert, key, ca },
      minVersion: 'TLSv1.2',
      requestCert: true,
      rejectUnauthorized: true,
      handshakeTimeout: DIMSE_ARTIM_TIMEOUT_MS,
    });
    server.on('secureConnection', (socket) => this.onConnection(socket, socket));
    server.on('tlsClientError', (_error, socket) => this.onFailedHandshake(socket));
    return server;
  }

  private onFailedHandshake(socket: TLSSocket): void {
    const remoteAddress = plainAddress(socket.remoteAddress);
    socket.destroy();
    this.environment.audit({
      event: 'association-rejected',
      action: 'E',
      outcome: 4,
      remoteAddress: remoteAddress === '' ? null : remoteAddress,
      subject: { code: 110113, errorCode: 'unauthenticated', tls: true },
    });
  }

  private onConnection(socket: Socket, tls: TLSSocket | null): void {
    const remoteAddress = plainAddress(socket.remoteAddress);
    const giveBack = remoteAddress === '' || this.isClosing ? null : this.connections.take(remoteAddress);
    if (!giveBack) {
      // Gone already, or so many that not even a rejection is due.
      socket.on('error', () => socket.destroy());
      socket.destroy();
      return;
    }
    const subject = tls?.getPeerCertificate().subject?.CN;
    const certificateSubject = tls ? String(subject ?? '') : null;
    const association = new Association(socket, { remoteAddress, certificateSubject, tls: tls !== null }, this.environment);
    this.associations.add(association);
    // Never rejects; see Association.closed.
    void association.closed.then(() => {
      this.associations.delete(association);
      giveBack();
    });
  }

  async close(): Promise<void> {
    if (this.isClosing) return;
    this.isClosing = true;
    for (const server of this.servers) server.close();
    for (const association of this.associations) association.drain();
    const ended = (): Promise<unknown> => Promise.all([...this.associations].map((association) => association.closed));
    await atMost(LONGEST_DRAIN_MS, ended());
    for (const association of this.associations) association.destroy();
    await atMost(
      LONGEST_FAREWELL_MS,
      ended().then(() => this.trail.settled()),
    );
    clearInterval(this.clock);
  }
}

async function atMost(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, expiry]);
  clearTimeout(timer);
}

/** Opens the door on given services; startDimseServer is this with the gateway's own. */
export async function openDimseDoor(services: DimseServices): Promise<DimseServer> {
  const door = new Door(services);
  await door.listen();
  return door;
}

/**
 * Starts the DIMSE door: Verification and Storage SCP on DIMSE_HOST:DIMSE_PORT, and on DIMSE_TLS_PORT where that is set.
 *
 * @throws the system's error when a port is taken (`EADDRINUSE`) or a TLS file can't be read; nothing listens then.
 * @see PS3.4 A, PS3.4 B
 */
export function startDimseServer(
  context: Pick<GatewayContext, 'settings' | 'database' | 'store' | 'logger' | 'draining'>,
): Promise<DimseServer> {
  const { settings, database, store, logger, draining } = context;
  return openDimseDoor({
    settings,
    store,
    logger,
    draining,
    directory: new DatabasePeerDirectory(database),
    recordAudit: (entry) => recordAudit(database, entry),
  });
}
