import { Button, TextInput } from '@mantine/core';
import { useState, useSyncExternalStore } from 'react';
import type { OrderDetail } from '#core/contract/orders.js';
import { useHospital } from '../../api/session.js';
import { useCaughtFocus } from '../../app/focus.js';
import { formatBytes, formatCount } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { Comparison } from './comparison.js';
import { DropZone } from './drop-zone.js';
import { LeftOut } from './left-out.js';
import { SendingPanel } from './sending-panel.js';
import { StudyList } from './study-list.js';
import { type OrderUploader, uploaderOf } from './uploader-of-order.js';

function Reading({ readCount, foundCount }: { readCount: number; foundCount: number }) {
  return (
    <div className="uploader-reading" role="status">
      <div className="uploader-track">
        <div style={{ width: `${foundCount === 0 ? 0 : (readCount / foundCount) * 100}%` }} />
      </div>
      <span>{t('uploader.reading', { count: readCount, total: formatCount(foundCount) })}</span>
    </div>
  );
}

function Choosing({ uploader, order }: { uploader: OrderUploader; order: OrderDetail }) {
  const { selection } = uploader;
  const view = useSyncExternalStore(selection.subscribe, selection.snapshot);
  const [description, setDescription] = useState('');
  const isEmpty = view.studies.length === 0 && view.others.length === 0 && !view.reading;
  return (
    <>
      <div className="panel-body stack">
        <DropZone selection={selection} small={!isEmpty} />
        {view.reading && <Reading readCount={view.readCount} foundCount={view.foundCount} />}
        {!view.reading && !isEmpty && view.studies.length === 0 && (
          <Note tone="attention" alert>
            <p>
              <strong>{t('uploader.no-images')}</strong>
            </p>
            <p>{t('uploader.no-images-next')}</p>
          </Note>
        )}
        {view.studies.length > 0 && <StudyList selection={selection} view={view} patient={order.patient} />}
        <LeftOut view={view} />
        <Comparison order={order} uploader={uploader} view={view} />
        {view.studies.length > 0 && (
          <TextInput
            label={t('uploader.description')}
            description={t('uploader.description-hint')}
            maxLength={200}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        )}
      </div>
      {!isEmpty && (
        <div className="panel-foot panel-foot-sticky uploader-foot">
          <span className="panel-foot-note" aria-live="polite">
            {view.chosenCount > 0
              ? t('uploader.chosen', { count: view.chosenCount, size: formatBytes(view.chosenBytes) })
              : t('uploader.none-chosen')}
          </span>
          <Button variant="default" onClick={() => uploader.reset()}>
            {t('uploader.start-over')}
          </Button>
          <Button disabled={view.chosenCount === 0 || view.reading} onClick={() => uploader.upload(description)}>
            {t('uploader.upload')}
          </Button>
        </div>
      )}
    </>
  );
}

/** Images in DICOM format from your computer: choose, look, uncheck, upload. */
export function Uploader({ order }: { order: OrderDetail }) {
  const uploader = uploaderOf(order, useHospital().data?.placeholders);
  const run = useSyncExternalStore(uploader.subscribe, uploader.currentRun);
  const place = useCaughtFocus<HTMLDivElement>(run ? 'sending' : 'choosing');
  return (
    <div className="caught" ref={place} tabIndex={-1}>
      {run ? <SendingPanel run={run} uploader={uploader} order={order} /> : <Choosing uploader={uploader} order={order} />}
    </div>
  );
}
