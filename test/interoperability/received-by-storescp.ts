import { readFile } from 'node:fs/promises';
import type { RunningStorescp } from '../support/dcmtk.js';
import { type TakenApart, takeApart } from '../support/dimse-peer/index.js';

/** What a storescp has received, as it came over the network, by SOP Instance UID. */
export async function takeReceived(storescp: RunningStorescp): Promise<Map<string, TakenApart>> {
  const received = new Map<string, TakenApart>();
  for (const path of await storescp.received()) {
    const parts = takeApart(await readFile(path));
    received.set(parts.sopInstanceUID, parts);
  }
  return received;
}
