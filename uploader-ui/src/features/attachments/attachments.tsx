import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Attachment, AttachmentList } from '#core/contract/attachments.js';
import type { OrderDetail } from '#core/contract/orders.js';
import { useAttachments } from '../../api/attachments.js';
import { useSignedInUser } from '../../api/session.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { Tips } from '../../app/pieces/tips.js';
import { AttachmentRow, type MayChange } from './attachment-row.js';
import { DropFiles } from './drop-files.js';
import { formatFileSize } from './file-size.js';
import type { SendingFile } from './sending/attachment-sender.js';
import { senderOf } from './sending/senders.js';
import { SendingRow } from './sending-row.js';

/** A file on its way, or just refused, has a line of its own that says more. */
function isSaidBelow(one: Attachment, sending: readonly SendingFile[]): boolean {
  if (one.state !== 'reserved' && one.state !== 'refused') return false;
  return sending.some((file) => file.name === one.fileName && file.byteCount === one.byteCount && file.phase !== 'not-sent');
}

/** What is read out: how many go, and what came of it; not every percent. */
function spokenWords(files: readonly SendingFile[]): string {
  const count = (phases: SendingFile['phase'][]): number => files.filter(({ phase }) => phases.includes(phase)).length;
  const [going, failed] = [count(['waiting', 'sending', 'lost']), count(['failed', 'not-sent'])];
  return [going > 0 && t('attach.spoken-going', { count: going }), failed > 0 && t('attach.spoken-failed', { count: failed })]
    .filter(Boolean)
    .join(' ');
}

function roomWords(list: AttachmentList | undefined): string | null {
  if (!list) return null;
  return t('attach.room', { left: formatFileSize(Math.max(0, list.room - list.roomTaken)), room: formatFileSize(list.room) });
}

/**
 * The records of an order: attach, describe, look at, remove. Content only: the page gives the panel and its heading.
 * Files go at once; a description can be written while they do.
 */
export function Attachments({ orderID, state }: { orderID: string; state: OrderDetail['state'] }) {
  const user = useSignedInUser();
  const query = useAttachments(orderID);
  const sender = senderOf(orderID);
  const sending = useSyncExternalStore(sender.subscribe, sender.snapshot);
  const button = useRef<HTMLButtonElement>(null);
  const list = query.data;
  useEffect(() => {
    if (list) sender.noteRoom(list.room - list.roomTaken);
  }, [list, sender]);
  const isClinician = user.role === 'clinician';
  const mayAdd = isClinician && (state === 'draft' || state === 'signed');
  // Also of an order that is over a file of somebody else is withdrawn.
  const mayChange: MayChange = !isClinician ? null : state === 'draft' ? 'draft' : 'signed';
  const shown = (list?.attachments ?? []).filter((one) => one.state !== 'removed' && !isSaidBelow(one, sending));
  const hasFiles = shown.length > 0 || sending.length > 0;
  const toButton = (): void => button.current?.focus();
  const rowProps = { mayTakeImages: state === 'signed', onGone: toButton };
  return (
    <div className="stack">
      {query.isPending && <SkeletonPanel lines={2} />}
      {query.error && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {shown.filter((one) => one.state !== 'quarantined' && one.warnings.includes('many-pdfs')).length > 1 && (
        <Note tone="attention">{t('attach.warning-many-pdfs')}</Note>
      )}
      {hasFiles && (
        <ul className="attach-list" aria-label={t('attach.list')}>
          {shown.map((one) => (
            <AttachmentRow key={one.id} one={one} mayChange={mayChange} {...rowProps} />
          ))}
          {sending.map((file) => (
            <SendingRow key={file.key} file={file} sender={sender} orderID={orderID} {...rowProps} />
          ))}
        </ul>
      )}
      {!mayAdd && list && !hasFiles && <p className="soft">{t('attach.none')}</p>}
      {mayAdd && (
        <>
          <DropFiles hasFiles={hasFiles} room={roomWords(list)} button={button} onFiles={(files) => void sender.add(files)} />
          <Tips topic="attachments" />
        </>
      )}
      <span className="visually-hidden" role="status">
        {spokenWords(sending)}
      </span>
    </div>
  );
}
