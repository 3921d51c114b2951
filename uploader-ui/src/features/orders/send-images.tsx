import { Tabs } from '@mantine/core';
import { IconDeviceDesktopUp, IconServer2 } from '@tabler/icons-react';
import type { OrderDetail } from '#core/contract/orders.js';
import { t } from '../../app/i18n.js';
import { PacsPanel } from '../pacs-to-pacs/pacs-panel.js';
import { Uploader } from '../uploader/uploader.js';

/** The two ways to send: images in DICOM format from the computer, or PACS to PACS. */
export function SendImages({ order }: { order: OrderDetail }) {
  return (
    <section className="panel" aria-labelledby="send-images">
      <h2 id="send-images" className="visually-hidden">
        {t('send.title')}
      </h2>
      <Tabs defaultValue={order.imagesBy === 'pacs' ? 'pacs' : 'browser'} keepMounted={false}>
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
        </Tabs.Panel>
        <Tabs.Panel value="pacs">
          <PacsPanel order={order} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
