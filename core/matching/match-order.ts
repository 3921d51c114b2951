// To which order does a study belong that named none? It promises to attach by itself only where there is no doubt; everything else is a
// question to a person, with what speaks for each order. docs/matching.md has the decision model in words.
import type { IdentityEvidence } from '../contract/studies.js';
import { judgeEachStatement, verdictOn, worstOf } from '../identity/judge-identity.js';
import { defaultPlaceholders, type Placeholders } from '../identity/placeholders.js';
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

export interface MatchOptions {
  placeholders?: Placeholders;
  /** False where a limit left out statements or orders: then nothing is attached, whatever fits. */
  isComplete?: boolean;
}

interface JudgedOrder {
  order: CandidateOrder;
  evidence: IdentityEvidence;
  /** Everything that may speak for it does: Patient ID, name and birth date agree, and nothing differs, in every statement. */
  isCertain: boolean;
  /** The Patient ID of the images is one of its patient's. */
  sharesPatientID: boolean;
}

const maxCandidates = 10;

/**
 * Finds the order for a study that named none.
 *
 * It is found only where every statement of the images agrees with every statement of the order on the sender's Patient ID, the name and the birth
 * date, and no other order would do: an order of the same patient without a known Patient ID counts as one that would.
 * A Patient ID that the order of somebody else shares (a newborn under the number of the mother) finds nothing by itself. An accession number
 * ranks what a person is offered; it never chooses between two orders that fit.
 */
export function matchOrder(
  images: readonly StatedPatient[],
  accessionNumber: string | null,
  orders: readonly CandidateOrder[],
  { placeholders = defaultPlaceholders(), isComplete = true }: MatchOptions = {},
): OrderMatch {
  const judged = orders.map((order) => judgeOrder(images, order, placeholders));
  const fitting = judged.filter(({ order, evidence }) => order.mayReceiveByItself && evidence.verdict === 'agrees');
  const [only] = fitting;
  const isShared = judged.some(({ evidence, sharesPatientID }) => sharesPatientID && evidence.verdict === 'differs');
  if (only?.isCertain && fitting.length === 1 && !isShared && isComplete) {
    return { kind: 'one', orderID: only.order.orderID, evidence: only.evidence };
  }
  const ranked = rankOrders(judged, accessionNumber);
  return { kind: fitting.length > 1 ? 'several' : ranked.length > 0 ? 'part' : 'none', ranked };
}

function judgeOrder(images: readonly StatedPatient[], order: CandidateOrder, placeholders: Placeholders): JudgedOrder {
  const judged = judgeEachStatement(images, order.patients, placeholders);
  const evidence = worstOf(judged.flat());
  const agreesOn = (one: IdentityEvidence, ...attributes: Parameters<typeof verdictOn>[1][]): boolean =>
    attributes.every((attribute) => verdictOn(one, attribute) === 'agrees');
  return {
    order,
    evidence,
    isCertain: evidence.verdict === 'agrees' && judged.flat().every((one) => agreesOn(one, 'patientID', 'patientBirthDate')),
    sharesPatientID: judged.flat().some((one) => agreesOn(one, 'patientID')),
  };
}

/** The orders for which something speaks, best first: what a person is offered. */
function rankOrders(judged: readonly JudgedOrder[], accessionNumber: string | null): RankedOrder[] {
  return judged
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
