import { Button, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleX, IconFileUpload, IconPlugConnectedX } from '@tabler/icons-react';
import { Link } from 'react-router';
import { formatDuration } from '../../app/format.js';
import { t, tOr } from '../../app/i18n.js';
import { Phones, problemWords } from '../../app/pieces/problem-note.js';
import { formatFileSize } from './file-size.js';
import type { AttachmentSender, SendingFile } from './sending/attachment-sender.js';

function Figures({ file }: { file: SendingFile }) {
  const share = file.byteCount === 0 ? 0 : file.sentBytes / file.byteCount;
  const words = [
    t('sending.bytes', { sent: formatFileSize(file.sentBytes), total: formatFileSize(file.byteCount) }),
    file.phase === 'sending' && file.bytesPerSecond > 0 && t('sending.speed', { speed: formatFileSize(file.bytesPerSecond) }),
    file.phase === 'sending' && file.secondsLeft !== null && t('sending.left', { time: formatDuration(file.secondsLeft) }),
    file.isResumed && t('attach.goes-on'),
  ].filter(Boolean);
  return (
    <>
      <div
        className="uploader-track"
        role="progressbar"
        aria-label={t('attach.progress', { name: file.name })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share * 100)}
      >
        <div style={{ width: `${share * 100}%` }} />
      </div>
      <div className="small soft">{file.phase === 'waiting' ? t('attach.waiting') : words.join(' · ')}</div>
    </>
  );
}

/** What keeps the file from being attached, and what to do. */
function Obstacle({ file, orderID, mayTakeImages }: { file: SendingFile; orderID: string; mayTakeImages: boolean }) {
  if (file.phase === 'lost') {
    return (
      <p className="status status-attention attach-words">
        <IconPlugConnectedX size={16} aria-hidden />
        {t('attach.lost')}
      </p>
    );
  }
  if (file.fault) {
    return (
      <div className="attach-words" role="alert">
        <p className="status status-attention">
          <IconAlertTriangle size={16} aria-hidden />
          {t(`attach.fault-${file.fault}`)}
        </p>
        <p>
          {t(file.fault === 'dicom' && !mayTakeImages ? 'attach.fault-dicom-next-draft' : `attach.fault-${file.fault}-next`)}{' '}
          {file.fault === 'dicom' && mayTakeImages && <Link to={`/orders/${orderID}?send=1`}>{t('attach.to-images')}</Link>}
        </p>
      </div>
    );
  }
  if (file.phase !== 'failed') return null;
  const told = file.problem && problemWords(file.problem);
  const words = file.status === 401 ? t('attach.signed-out') : (told?.title ?? t('problem.unexpected'));
  // The gateway's own next step for a type that it does not take is for programs.
  const next =
    file.status === 415 ? t('attach.fault-type-next') : (told?.next ?? tOr(`attach.failed-${file.status}`, t('attach.failed-next')));
  return (
    <div className="attach-words" role="alert">
      <p className="status status-bad">
        <IconCircleX size={16} aria-hidden />
        {words}
      </p>
      <p>{next}</p>
      {(file.status >= 500 || file.status === 403) && <Phones />}
    </div>
  );
}

interface SendingRowProps {
  file: SendingFile;
  sender: AttachmentSender;
  orderID: string;
  mayTakeImages: boolean;
  onGone(): void;
}

/** A file on its way: how far it is, and what it waits for. */
export function SendingRow({ file, sender, orderID, mayTakeImages, onGone }: SendingRowProps) {
  const isOnTheWay = file.phase === 'waiting' || file.phase === 'sending' || file.phase === 'lost';
  const cancel = (): void => {
    sender.cancel(file.key);
    onGone();
  };
  return (
    <li className="attach-row">
      <div className="attach-picture">
        <IconFileUpload size={24} aria-hidden />
      </div>
      <div className="attach-main">
        <div className="attach-name">{file.name}</div>
        {(isOnTheWay || file.phase === 'stored') && <Figures file={file} />}
        <Obstacle file={file} orderID={orderID} mayTakeImages={mayTakeImages} />
        {(isOnTheWay || file.phase === 'failed') && (
          <TextInput
            mt={8}
            aria-label={t('attach.description-of', { name: file.name })}
            placeholder={t('attach.description-hint')}
            maxLength={200}
            value={file.description}
            onChange={(event) => sender.describe(file.key, event.currentTarget.value)}
          />
        )}
      </div>
      <div className="attach-acts">
        {file.phase === 'failed' && file.status !== 415 && (
          <Button variant="default" size="xs" onClick={() => sender.retry(file.key)}>
            {t('act.try-again')}
            <span className="visually-hidden"> {file.name}</span>
          </Button>
        )}
        {file.phase !== 'stored' && (
          <Button variant="subtle" size="xs" onClick={cancel}>
            {t(isOnTheWay ? 'sending.cancel' : 'attach.dismiss')}
            <span className="visually-hidden"> {file.name}</span>
          </Button>
        )}
      </div>
    </li>
  );
}
