import type { UploadView } from './sending/upload-run.js';

/** What may be said of an upload whose every image was answered for: `whole` only by the gateway's own count, never by the answers alone. */
export function confirmationOf(view: Pick<UploadView, 'count' | 'storedCount' | 'gatewayCount'>): 'counting' | 'whole' | 'part' {
  if (view.gatewayCount === null) return 'counting';
  return view.storedCount === view.count && view.gatewayCount === view.count ? 'whole' : 'part';
}
