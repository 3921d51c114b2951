import { Button, Modal } from '@mantine/core';
import { IconPlus, IconPrinter, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { EncounterDetail } from '#core/contract/encounters.js';
import type { OrderListItem } from '#core/contract/orders.js';
import { useEncounterClosing } from '../../api/encounters.js';
import { useAddition, useOrder } from '../../api/orders.js';
import { useFocusBack } from '../../app/focus-back.js';
import { formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { ReasonForm } from '../../app/pieces/reason-form.js';
import { ImagesStatus } from '../../app/pieces/status.js';
import { CancelOrder } from '../orders/cancel-order.js';

function AddTo({ order, onClose }: { order: OrderListItem; onClose(): void }) {
  const addition = useAddition(order.id);
  useFocusBack();
  return (
    <Modal opened onClose={onClose} title={t('sign.add-to')}>
      <ReasonForm
        label={t('sign.add-text')}
        least={1}
        most={2000}
        act={t('sign.add-act')}
        back={{ words: t('act.back'), act: onClose }}
        isPending={addition.isPending}
        problem={addition.error && <ProblemNote error={addition.error} safe={t('patients.safe')} />}
        onReason={(text) => addition.mutate(text, { onSuccess: onClose })}
      >
        <p>{t('sign.add-words', { order: order.orderType })}</p>
      </ReasonForm>
    </Modal>
  );
}

function Cancel({ order, onClose }: { order: OrderListItem; onClose(): void }) {
  const detail = useOrder(order.id).data;
  useFocusBack();
  return detail ? <CancelOrder order={detail} opened onClose={onClose} /> : null;
}

const awaitsImages = (order: OrderListItem): boolean =>
  order.state === 'signed' && order.imagesBy === 'browser' && order.imagesState === 'awaiting';

function SignedOrder({ order }: { order: OrderListItem }) {
  const [asked, setAsked] = useState<'add' | 'cancel' | null>(null);
  const close = (): void => setAsked(null);
  const of = (words: string): string => `${words}: ${order.orderType}, ${order.orderNumber}`;
  const isOpen = order.state === 'signed';
  return (
    <li>
      <div className="signed-what">
        <Link to={`/orders/${order.id}`} className="signed-name">
          {order.orderType}
        </Link>
        <div className="small soft">
          <span className="mono">{order.orderNumber}</span>
          {order.signedAt && ` · ${t('sign.signed-at', { moment: formatMoment(order.signedAt) })}`}
        </div>
      </div>
      <ImagesStatus order={order} />
      <div className="line signed-acts">
        {awaitsImages(order) && (
          <Button
            component={Link}
            to={`/orders/${order.id}?send=1`}
            size="xs"
            leftSection={<IconUpload size={16} aria-hidden />}
            aria-label={of(t('send.title'))}
          >
            {t('send.title')}
          </Button>
        )}
        <Button component={Link} to={`/orders/${order.id}`} variant="default" size="xs" aria-label={of(t('sign.open'))}>
          {t('sign.open')}
        </Button>
        <Button
          component="a"
          href={`/api/orders/${order.id}/document`}
          target="_blank"
          rel="noopener"
          variant="default"
          size="xs"
          leftSection={<IconPrinter size={16} aria-hidden />}
          aria-label={of(t('sign.print'))}
        >
          {t('sign.print')}
        </Button>
        {isOpen && (
          <Button variant="default" size="xs" onClick={() => setAsked('add')} aria-label={of(t('sign.add-to'))}>
            {t('sign.add-to')}
          </Button>
        )}
        {isOpen && (
          <Button variant="subtle" color="gray" size="xs" onClick={() => setAsked('cancel')} aria-label={of(t('order.cancel'))}>
            {t('sign.cancel')}
          </Button>
        )}
      </div>
      {asked === 'add' && <AddTo order={order} onClose={close} />}
      {asked === 'cancel' && <Cancel order={order} onClose={close} />}
    </li>
  );
}

/** Orders Signed in this Encounter: open, print, add to, cancel; and the way to the images. */
export function SignedStep({ encounter }: { encounter: EncounterDetail }) {
  const navigate = useNavigate();
  const closing = useEncounterClosing(encounter.id);
  const waiting = encounter.signed.filter(awaitsImages);
  const mayClose = !encounter.closedAt && encounter.drafts.length === 0;
  return (
    <div className="stack">
      {waiting.length > 0 && <Note>{t('sign.images-next', { count: waiting.length })}</Note>}
      <ul className="panel signed-list" aria-label={t('encounter.step-signed')}>
        {encounter.signed.map((order) => (
          <SignedOrder key={order.id} order={order} />
        ))}
      </ul>
      {encounter.drafts.length > 0 && (
        <Note tone="attention">
          {t('sign.still-drafts', { count: encounter.drafts.length })}{' '}
          <Link to={`/encounters/${encounter.id}/complete`}>{t('welcome.go-on')}</Link>
        </Note>
      )}
      {closing.error && <ProblemNote error={closing.error} />}
      <div className="line">
        {!encounter.closedAt && (
          <Button
            component={Link}
            to={`/encounters/${encounter.id}/preference-list`}
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            {t('sign.another')}
          </Button>
        )}
        <Button component={Link} to={`/patients/${encounter.patient.id}`} variant="subtle">
          {t('sign.chart')}
        </Button>
        <Button component={Link} to="/" variant="subtle">
          {t('sign.welcome')}
        </Button>
        {mayClose && (
          <Button
            variant="subtle"
            loading={closing.isPending}
            onClick={() => closing.mutate(undefined, { onSuccess: () => void navigate('/') })}
          >
            {t('sign.close')}
          </Button>
        )}
      </div>
    </div>
  );
}
