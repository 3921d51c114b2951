import { Button, Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { OrderDetail } from '#core/contract/orders.js';
import { useCancellation } from '../../api/orders.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';

/** Asks once before an order is cancelled, and says what that means for its images. */
export function CancelOrder({ order, opened, onClose }: { order: OrderDetail; opened: boolean; onClose(): void }) {
  const [reason, setReason] = useState('');
  const cancellation = useCancellation(order);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    cancellation.mutate(reason.trim(), { onSuccess: onClose });
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t('order.cancel')}>
      <form onSubmit={submit} className="stack">
        <p>{t(order.ledger.received > 0 ? 'order.cancel-words-images' : 'order.cancel-words', { count: order.ledger.received })}</p>
        <Textarea
          label={t('order.cancel-reason')}
          required
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        {cancellation.error && <ProblemNote error={cancellation.error} />}
        <div className="line" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {t('order.keep')}
          </Button>
          <Button type="submit" className="danger" disabled={reason.trim().length < 3} loading={cancellation.isPending}>
            {t('order.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
