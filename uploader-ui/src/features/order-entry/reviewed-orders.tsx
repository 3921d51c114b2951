import { useState } from 'react';
import type { OrderDetail } from '#core/contract/orders.js';
import { ApiError } from '../../api/problems.js';
import { t, type WordKey } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { problemWords } from '../../app/pieces/problem-note.js';
import { changesBetween, type ReviewChange, type ReviewedField } from './review-changes.js';

export interface ChangedOrder {
  order: OrderDetail;
  changes: ReviewChange[];
}

/**
 * Keeps what a person has looked at while the page follows the gateway. What changed since is named, and nothing is accepted or signed until
 * the person says that it was looked at.
 */
export function useReviewed(orders: readonly OrderDetail[]): { changed: ChangedOrder[]; lookedAgain(): void } {
  const [seen, setSeen] = useState<ReadonlyMap<string, OrderDetail>>(new Map());
  const changed: ChangedOrder[] = [];
  const adopted = new Map(seen);
  for (const order of orders) {
    const known = seen.get(order.id);
    if (known?.version === order.version) continue;
    const changes = known ? changesBetween(known, order) : [];
    if (changes.length > 0) changed.push({ order, changes });
    else adopted.set(order.id, order);
  }
  const isNew = orders.some(({ id }) => adopted.get(id) !== seen.get(id));
  // While rendering, as React asks for what follows from other state: the first look is a look.
  if (isNew) setSeen(adopted);
  return { changed, lookedAgain: () => setSeen(new Map(orders.map((order) => [order.id, order]))) };
}

const wordOf: Record<ReviewedField, WordKey> = {
  familyName: 'patients.family',
  givenName: 'patients.given',
  middleName: 'patients.middle',
  otherNames: 'patients.other-names',
  birthDate: 'patients.birth-date',
  sex: 'patients.sex',
  patientID: 'patients.mrn',
  orderType: 'order.type',
  provider: 'order.provider',
  reasonForReferral: 'order.reason',
  diagnoses: 'complete.field-diagnoses',
  location: 'complete.field-locationID',
  willUploadImages: 'complete.field-willUploadImages',
  willUploadRecords: 'complete.field-willUploadRecords',
  insurance: 'complete.field-insurance',
  comment: 'complete.field-comment',
  priority: 'complete.field-priority',
};

function wordsOf(change: ReviewChange): string {
  if (change.what === 'field') return t('review.changed-field', { field: t(wordOf[change.name as ReviewedField]) });
  return t(`review.changed-${change.what}`, { name: change.name });
}

/** Names what changed since the person looked; `error` is what the gateway said to whoever accepted or signed meanwhile. */
export function ChangedNote({ changed, error }: { changed: readonly ChangedOrder[]; error: unknown }) {
  if (changed.length === 0) return null;
  const refusal = error instanceof ApiError && error.problem ? problemWords(error.problem).title : null;
  return (
    <Note tone="attention" alert>
      <p>
        <strong>{refusal ?? t('review.changed')}</strong>
      </p>
      {refusal && <p>{t('review.safe')}</p>}
      {changed.map(({ order, changes }) => (
        <div key={order.id}>
          {order.orderType}
          <ul className="missing">
            {changes.map((change) => (
              <li key={`${change.what} ${change.name}`}>{wordsOf(change)}</li>
            ))}
          </ul>
        </div>
      ))}
    </Note>
  );
}
