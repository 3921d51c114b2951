import { AttachmentSender } from './attachment-sender.js';
import { forgetBegun } from './transports.js';

const senders = new Map<string, AttachmentSender>();

export function senderOf(orderID: string): AttachmentSender {
  const known = senders.get(orderID);
  if (known) return known;
  const made = new AttachmentSender(orderID);
  senders.set(orderID, made);
  return made;
}

/** True while a file is on its way anywhere in this page. */
export function isAnythingBeingAttached(): boolean {
  return [...senders.values()].some((sender) => sender.isActive);
}

/** Ends and forgets everything that is being attached, on signing out. */
export function forgetSenders(): void {
  for (const sender of senders.values()) sender.cancelAll();
  senders.clear();
  forgetBegun();
}

// The browser asks before the tab closes, in its own words.
addEventListener('beforeunload', (event) => {
  if (isAnythingBeingAttached()) event.preventDefault();
});
