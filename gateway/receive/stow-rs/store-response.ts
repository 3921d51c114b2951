import type { DicomJson } from '#core/database/tables.js';
import { storeFailures } from '#core/dicom/store-failure.js';
import { isUsableUID } from '#core/dicom/uid.js';
import type { GatewayError } from '#core/errors/gateway-error.js';
import { resourceURL } from '../../dicomweb/scope.js';
import type { KnownIdentity, StoredInstance } from '../../store/arriving-instance.js';

/** How one part of a Store request ended. */
export type PartOutcome = { stored: StoredInstance } | { failed: GatewayError; known: KnownIdentity };

const uid = (value: string) => ({ vr: 'UI', Value: [value] });
const url = (value: string) => ({ vr: 'UR', Value: [value] });

/**
 * Makes the answer to a Store request: every part is named once, in the order in which the parts came. 200 when all were stored, 202 when
 * some were, 409 when none was, and 503 when none was for reasons that all pass by themselves: the sender sends the same request again.
 *
 * @see PS3.18 10.5.3, PS3.18 I.2, PS3.18 8.5
 */
export function makeStoreResponse(outcomes: readonly PartOutcome[], baseURL: string): { status: 200 | 202 | 409 | 503; body: DicomJson } {
  const referenced: DicomJson[] = [];
  const failed: DicomJson[] = [];
  const other: DicomJson[] = [];
  const studies = new Set<string>();
  for (const outcome of outcomes) {
    if ('stored' in outcome) {
      referenced.push(referencedItem(outcome.stored, baseURL));
      studies.add(outcome.stored.studyInstanceUID);
    } else {
      const item = failedItem(outcome.failed, outcome.known);
      (item['00081155'] ? failed : other).push(item);
    }
  }
  const [studyInstanceUID] = studies;
  const hasOneStudy = studies.size === 1 && studyInstanceUID !== undefined;
  const body: DicomJson = { '00081190': hasOneStudy ? url(resourceURL(baseURL, { studyInstanceUID })) : { vr: 'UR' } };
  if (failed.length > 0) body['00081198'] = { vr: 'SQ', Value: failed };
  if (referenced.length > 0) body['00081199'] = { vr: 'SQ', Value: referenced };
  if (other.length > 0) body['0008119A'] = { vr: 'SQ', Value: other };
  if (referenced.length === 0) return { status: outcomes.every(passes) ? 503 : 409, body };
  return { status: referenced.length === outcomes.length ? 200 : 202, body };
}

const passes = (outcome: PartOutcome): boolean => 'failed' in outcome && outcome.failed.kind === 'transient';

const WARNED_STUDIES = 10;

/**
 * What the sender is told of studies that were rejected before they came (again): the reason stands in the portal, since it may speak of a patient.
 *
 * @see PS3.18 8.3.4.6
 */
export function rejectionWarnings(outcomes: readonly PartOutcome[]): string[] {
  const rejected = new Map<string, Date>();
  for (const outcome of outcomes) {
    if ('stored' in outcome && outcome.stored.rejection) rejected.set(outcome.stored.studyInstanceUID, outcome.stored.rejection.at);
  }
  return [...rejected]
    .slice(0, WARNED_STUDIES)
    .map(
      ([uid, at]) =>
        `Study ${uid} was rejected by the receiving hospital on ${at.toISOString().slice(0, 10)}; that it came again is shown to its staff, and the reason stands in the portal`,
    );
}

function referencedItem(stored: StoredInstance, baseURL: string): DicomJson {
  return {
    '00081150': uid(stored.sopClassUID),
    '00081155': uid(stored.sopInstanceUID),
    '00081190': url(resourceURL(baseURL, stored)),
  };
}

/** An item of FailedSOPSequence, or of OtherFailuresSequence where the part did not say (or not soundly) which instance it is. */
function failedItem(error: GatewayError, known: KnownIdentity): DicomJson {
  const reason = { vr: 'US', Value: [storeFailures[error.code].status] };
  if (!isUsableUID(known.sopClassUID) || !isUsableUID(known.sopInstanceUID)) return { '00081197': reason };
  return { '00081150': uid(known.sopClassUID), '00081155': uid(known.sopInstanceUID), '00081197': reason };
}
