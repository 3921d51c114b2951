import { Button, CloseButton, Tabs } from '@mantine/core';
import { IconDeviceDesktopUp, IconServer2 } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { OrderDetail } from '#core/contract/orders.js';
import { useImagesExpected } from '../../api/orders.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { Tips } from '../../app/pieces/tips.js';
import { Pushes } from '../pacs-to-pacs/arrivals.js';
import { PacsPanel } from '../pacs-to-pacs/pacs-panel.js';
import { Uploader } from '../uploader/uploader.js';
import { isChoosingOrSending } from '../uploader/uploader-of-order.js';

type Way = 'browser' | 'pacs';

/** The window stands open where images are awaited from this computer, and wherever somebody asked for it. */
function beginsOpen(order: OrderDetail, isAskedFor: boolean): boolean {
  const isAwaited = order.imagesBy === 'browser' && (order.imagesState === 'awaiting' || order.imagesState === 'uploading');
  return isAskedFor || isAwaited || isChoosingOrSending(order.id);
}

/** What stands in the place of the window: what is awaited, and the way to open it. */
function Closed({ order, onOpen }: { order: OrderDetail; onOpen(): void }) {
  const expecting = useImagesExpected(order);
  const hasPushed = order.receptions.some(({ door }) => door === 'dimse');
  const isNone = order.imagesBy === 'none' && order.imagesState === 'not-expected';
  return (
    <div className="panel-body stack-tight">
      <div className="spread">
        <div style={{ flex: '1 1 320px' }}>
          {order.imagesBy === 'pacs' ? (
            <Note tone={hasPushed ? 'good' : 'plain'}>
              {hasPushed ? t('pacs.came') : t('pacs.awaited', { id: order.senderPatientID ?? '–' })}
            </Note>
          ) : (
            <p className="soft">{t(isNone ? 'send.none-expected' : 'send.closed')}</p>
          )}
        </div>
        <div className="line">
          {isNone && (
            <Button variant="default" loading={expecting.isPending} onClick={() => expecting.mutate(true)}>
              {t('send.expect')}
            </Button>
          )}
          {order.imagesState === 'awaiting' && order.imagesBy !== 'none' && (
            <Button variant="subtle" loading={expecting.isPending} onClick={() => expecting.mutate(false)}>
              {t('send.expect-none')}
            </Button>
          )}
          <Button variant={isNone ? 'subtle' : 'default'} id="open-send-images" onClick={onOpen}>
            {t(order.imagesBy === 'pacs' ? 'send.open-pacs' : 'send.open')}
          </Button>
        </div>
      </div>
      {expecting.error && <ProblemNote error={expecting.error} />}
    </div>
  );
}

/**
 * The window for images: in DICOM format from the computer, or PACS to PACS. It opens on signing (`?send=1`), can be closed and opened again at
 * any time, and closing ends nothing that is being sent.
 */
export function SendImages({ order }: { order: OrderDetail }) {
  const [address, setAddress] = useSearchParams();
  const isAskedFor = address.get('send') === '1';
  const [isOpen, setOpen] = useState(() => beginsOpen(order, isAskedFor));
  const [way, setWay] = useState<Way>(order.imagesBy === 'pacs' ? 'pacs' : 'browser');
  const heading = useRef<HTMLHeadingElement>(null);
  const [wantsFocus, setWantsFocus] = useState(isAskedFor);
  if (isAskedFor && !isOpen) setOpen(true);
  const open = (): void => {
    setOpen(true);
    setWantsFocus(true);
  };
  const close = (): void => {
    setOpen(false);
    setAddress(
      (before) => {
        before.delete('send');
        return before;
      },
      { replace: true },
    );
    // The button that opens it again takes its place a moment later.
    requestAnimationFrame(() => document.getElementById('open-send-images')?.focus());
  };
  useEffect(() => {
    if (!(isOpen && (wantsFocus || isAskedFor))) return;
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'nearest' });
    setWantsFocus(false);
  }, [isOpen, wantsFocus, isAskedFor]);
  return (
    <>
      <section className="panel" aria-labelledby="send-images">
        <div className="panel-head">
          <h2 id="send-images" ref={heading} tabIndex={-1} style={{ outlineOffset: 4 }}>
            {t('send.title')}
          </h2>
          {isOpen && <CloseButton aria-label={t('send.close')} onClick={close} />}
        </div>
        {!isOpen && <Closed order={order} onOpen={open} />}
        {isOpen && (
          <Tabs value={way} onChange={(value) => setWay(value === 'pacs' ? 'pacs' : 'browser')} keepMounted={false}>
            <Tabs.List px={8} aria-label={t('send.title')}>
              <Tabs.Tab value="browser" leftSection={<IconDeviceDesktopUp size={16} aria-hidden />} py={12}>
                {t('send.browser')}
              </Tabs.Tab>
              <Tabs.Tab value="pacs" leftSection={<IconServer2 size={16} aria-hidden />} py={12}>
                {t('send.pacs')}
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="browser">
              <Uploader order={order} />
              <div className="send-tips">
                <Tips topic="images" />
              </div>
            </Tabs.Panel>
            <Tabs.Panel value="pacs">
              <PacsPanel order={order} onDone={close} />
            </Tabs.Panel>
          </Tabs>
        )}
      </section>
      {!(isOpen && way === 'pacs') && <Pushes order={order} />}
    </>
  );
}
