import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Settings } from '#core/config/settings.js';

/**
 * Ends the connection of a request whose body falls below the minimum rate for a whole window. Gives what ends the watch; it ends by itself with
 * the answer or the connection.
 */
export function holdToMinimumRate(
  settings: Pick<Settings, 'HTTP_MIN_BYTES_PER_SECOND' | 'HTTP_STALL_TIMEOUT_MS'>,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): () => void {
  const { HTTP_MIN_BYTES_PER_SECOND, HTTP_STALL_TIMEOUT_MS } = settings;
  const needed = (HTTP_MIN_BYTES_PER_SECOND * HTTP_STALL_TIMEOUT_MS) / 1000;
  let seen = request.socket.bytesRead;
  const rate = setInterval(() => {
    const { bytesRead } = request.socket;
    // What is here already waits for our disk, not for its sender.
    const waitsForUs = request.complete || request.readableLength > 0;
    if (!waitsForUs && bytesRead - seen < needed) request.socket.destroy();
    seen = bytesRead;
  }, HTTP_STALL_TIMEOUT_MS);
  const end = () => clearInterval(rate);
  // Whoever answers a connection that is gone may wait for ever.
  response.once('close', end);
  return end;
}
