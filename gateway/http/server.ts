import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Settings } from '#core/config/settings.js';

const drainMs = 25_000;
const headersMs = 15_000;

export interface HttpServer {
  readonly server: Server;
  readonly port: number;
  /** Stops accepting, finishes what runs, and cuts what still runs after 25 s. */
  close(): Promise<void>;
}

type ServerSettings = Pick<Settings, 'HTTP_HOST' | 'HTTP_PORT' | 'HTTP_STALL_TIMEOUT_MS'>;
type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Listens on HTTP_HOST and HTTP_PORT. Slow headers end a connection; a slow body does not, since a large study over a slow line is honest: the
 * doors hold it to a minimum rate.
 *
 * @throws the system's error (`EADDRINUSE`, `EACCES`) when the port can't be had; the operator chooses another.
 */
export async function startHttpServer(app: RequestListener, settings: ServerSettings): Promise<HttpServer> {
  const headersTimeout = Math.min(headersMs, settings.HTTP_STALL_TIMEOUT_MS);
  const server = createServer(
    {
      requestTimeout: 0,
      headersTimeout,
      connectionsCheckingInterval: Math.ceil(headersTimeout / 3),
      keepAliveTimeout: 10_000,
      maxHeaderSize: 16_384,
      noDelay: true,
      keepAlive: true,
    },
    app,
  );
  server.maxHeadersCount = 100;
  server.maxConnections = 2_000;
  server.timeout = 0;
  // The application says when a client that asked first may send (Expect: 100-continue).
  server.on('checkContinue', app);
  server.on('clientError', refuseMalformed);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.HTTP_PORT, settings.HTTP_HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { server, port: (server.address() as AddressInfo).port, close: () => drain(server) };
}

function refuseMalformed(error: NodeJS.ErrnoException, socket: import('node:stream').Duplex): void {
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : status;
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  socket.end(`HTTP/1.1 ${late}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  // The other side may never close; what it still sends is not read.
  setTimeout(() => socket.destroy(), 1_000).unref();
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 100);
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(cut);
      resolve();
    });
  });
}
