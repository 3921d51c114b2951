import type { IdentityEvidence } from '../contract/studies.js';
import { judgeIdentity, verdictOn } from '../identity/judge-identity.js';
import type { OrderedPatient, StatedPatient } from '../identity/statements.js';

/** An order that a study may belong to. */
export interface CandidateOrder {
  orderID: string;
  /** What it says of its patient: as signed and, where the chart says something else today, as it says today. Each must agree. */
  patients: readonly OrderedPatient[];
  accessionNumber: string | null;
  hasStudies: boolean;
  /** False for one that a study is never attached to by itself; it is offered to a person. */
  mayReceiveByItself: boolean;
}

export interface RankedOrder {
  orderID: string;
  evidence: IdentityEvidence;
}

/** `one`: attach it. Everything else is a question: `several` orders fit, some fit in `part`, or `none` does. */
export type OrderMatch =
  | { kind: 'one'; orderID: string; evidence: IdentityEvidence }
  | { kind: 'several' | 'part' | 'none'; ranked: RankedOrder[] };

const maxCandidates = 10;

/**
 * Finds the order for a study that named none.
 *
 * It is found only where the sender's Patient ID, the name and the birth date agree, nothing differs, and no other order would do: an order
 * of the same patient without a known Patient ID counts as one that would. Among several, the sender's accession number may decide.
 */
export function matchOrder(
  images: readonly StatedPatient[],
  accessionNumber: string | null,
  orders: readonly CandidateOrder[],
): OrderMatch {
  const judged = orders.map((order) => ({ order, evidence: judgeIdentity(images, order.patients) }));
  const fitting = judged.filter(({ evidence }) => evidence.verdict === 'agrees');
  const certain = fitting.filter(
    ({ evidence }) => verdictOn(evidence, 'patientID') === 'agrees' && verdictOn(evidence, 'patientBirthDate') === 'agrees',
  );
  const [only] = certain;
  if (only && fitting.length === 1) return { kind: 'one', orderID: only.order.orderID, evidence: only.evidence };
  const named = certain.filter(({ order }) => hasAccessionNumber(order, accessionNumber));
  const [first] = named;
  if (first && named.length === 1) return { kind: 'one', orderID: first.order.orderID, evidence: first.evidence };

  const ranked = judged
    .map((entry) => ({ ...entry, score: score(entry.evidence) + (hasAccessionNumber(entry.order, accessionNumber) ? 4 : 0) }))
    .filter((entry) => entry.score > 0)
    .sort(
      (one, other) =>
        other.score - one.score ||
        Number(one.order.hasStudies) - Number(other.order.hasStudies) ||
        (one.order.orderID < other.order.orderID ? -1 : 1),
    )
    .slice(0, maxCandidates)
    .map(({ order, evidence }) => ({ orderID: order.orderID, evidence }));
  return { kind: fitting.length > 1 ? 'several' : ranked.length > 0 ? 'part' : 'none', ranked };
}

function hasAccessionNumber(order: CandidateOrder, accessionNumber: string | null): boolean {
  const known = order.accessionNumber?.trim();
  return Boolean(known) && known === accessionNumber?.trim();
}

const weights = { patientID: 4, patientName: 3, patientBirthDate: 3, patientSex: 0 } as const;

/** How much speaks for an order; a difference weighs less than an agreement, since a person sees both. Sex alone proves nothing. */
function score(evidence: IdentityEvidence): number {
  let sum = 0;
  let hasAgreement = false;
  for (const { attribute, verdict } of evidence.comparisons) {
    if (verdict === 'agrees') sum += weights[attribute];
    if (verdict === 'agrees' && weights[attribute] > 0) hasAgreement = true;
    if (verdict === 'differs') sum -= 1;
  }
  return hasAgreement ? Math.max(sum, 1) : 0;
}
