import { Button, Textarea } from '@mantine/core';
import { type FormEvent, type RefObject, useState } from 'react';
import type { OrderDetail } from '#core/contract/orders.js';
import { useAddition } from '../../api/orders.js';
import { formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { Attachments } from '../attachments/attachments.js';

function AddWords({ order, field }: { order: OrderDetail; field: RefObject<HTMLTextAreaElement | null> }) {
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const addition = useAddition(order.id);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!text.trim()) {
      field.current?.focus();
      return;
    }
    const done = (): void => {
      setText('');
      setTried(false);
    };
    addition.mutate(text.trim(), { onSuccess: done });
  };
  return (
    <form onSubmit={submit} noValidate className="stack-tight">
      <Textarea
        ref={field}
        label={t('order.add-words')}
        description={t('order.add-words-hint')}
        autosize
        minRows={2}
        maxLength={2000}
        value={text}
        error={tried && !text.trim() ? t('order.add-words-missing') : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {addition.error && <ProblemNote error={addition.error} safe={t('send.safe')} />}
      <div className="line acts-end">
        <span className="panel-foot-note small" role="status">
          {addition.isSuccess && !text ? t('order.added') : ''}
        </span>
        <Button type="submit" variant="default" loading={addition.isPending}>
          {t('order.add')}
        </Button>
      </div>
    </form>
  );
}

/** The records of the order, and what was added to it after it was signed. */
export function OrderRecords({
  order,
  mayAdd,
  field,
}: {
  order: OrderDetail;
  mayAdd: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
}) {
  return (
    <section className="panel" aria-labelledby="order-records">
      <div className="panel-head">
        <h2 id="order-records">{t('order.records')}</h2>
      </div>
      <div className="panel-body stack">
        <Attachments orderID={order.id} state={order.state} />
        {order.additions.length > 0 && (
          <div>
            <h3>{t('order.additions')}</h3>
            <ul className="bare-list history">
              {order.additions.map((addition) => (
                <li key={`${addition.at} ${addition.text}`}>
                  <span style={{ whiteSpace: 'pre-line' }}>{addition.text}</span>
                  <div className="small soft">
                    {formatMoment(addition.at)} · {addition.by}
                  </div>
                </li>
              ))}
            </ul>
          </div>
        )}
        {mayAdd && <AddWords order={order} field={field} />}
      </div>
    </section>
  );
}
