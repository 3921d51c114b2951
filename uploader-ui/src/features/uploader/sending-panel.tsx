import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { OrderDetail } from '#core/contract/orders.js';
import { useHospital } from '../../api/session.js';
import { useCaughtFocus } from '../../app/focus.js';
import { formatBytes, formatCount, formatDay, formatDuration } from '../../app/format.js';
import { t, tOr, type WordKey } from '../../app/i18n.js';
import { Ask } from '../../app/pieces/ask.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { Note } from '../../app/pieces/note.js';
import { Phones } from '../../app/pieces/problem-note.js';
import { confirmationOf } from './confirmation.js';
import { LeaveOut } from './leave-out.js';
import type { UploadRun, UploadView } from './sending/upload-run.js';
import { StillMissing } from './still-missing.js';
import type { OrderUploader } from './uploader-of-order.js';

function Bar({ share, name, done }: { share: number; name: string; done?: boolean }) {
  return (
    <div
      className={`uploader-track${done ? ' uploader-track-done' : ''}`}
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
    >
      <div style={{ width: `${share * 100}%` }} />
    </div>
  );
}

/** What happens now, in words. */
function nowWords(view: UploadView): string {
  if (view.phase === 'waiting')
    return t(view.waitsFor === 'network' ? 'sending.wait-network' : 'sending.wait-gateway', { count: view.storedCount });
  if (view.phase === 'checking' && view.waitsFor) return t('sending.checking-again');
  return t(`sending.${view.phase}` as WordKey, { count: view.storedCount });
}

function Figures({ view, isActive }: { view: UploadView; isActive: boolean }) {
  const share = view.byteCount === 0 ? 0 : view.sentBytes / view.byteCount;
  const isFlowing = view.phase === 'sending' && view.bytesPerSecond > 0;
  return (
    <div className="stack-tight">
      <div className="spread">
        <span className="uploader-figure">
          {formatCount(view.storedCount)} <span className="soft">{t('sending.of-images', { total: formatCount(view.count) })}</span>
        </span>
        <span className="soft">
          {t('sending.bytes', { sent: formatBytes(view.sentBytes), total: formatBytes(view.byteCount) })}
          {isFlowing && ` · ${t('sending.speed', { speed: formatBytes(view.bytesPerSecond) })}`}
          {isFlowing && view.secondsLeft !== null && ` · ${t('sending.left', { time: formatDuration(view.secondsLeft) })}`}
        </span>
      </div>
      <Bar share={share} name={t('sending.all')} done={view.storedCount === view.count} />
      <p role="status">{nowWords(view)}</p>
      {isActive && <p className="small soft">{t('sending.keep-open')}</p>}
    </div>
  );
}

function ByStudy({ view, uploader }: { view: UploadView; uploader: OrderUploader }) {
  const found = new Map(uploader.selection.snapshot().studies.map((study) => [study.studyInstanceUID, study]));
  if (view.studies.length < 2) return null;
  return (
    <ul className="sending-studies">
      {view.studies.map((progress) => {
        const study = found.get(progress.studyInstanceUID);
        const name = [study?.description || t('study.untitled'), study && formatDay(study.studyDate)].filter(Boolean).join(' · ');
        return (
          <li key={progress.studyInstanceUID}>
            <div className="spread">
              <span>{name}</span>
              <span className="soft">
                {t('uploader.of-images', { count: progress.storedCount, total: formatCount(progress.count) })}
                {progress.failedCount > 0 && ` · ${t('sending.failed-count', { count: progress.failedCount })}`}
              </span>
            </div>
            <Bar share={progress.storedCount / progress.count} name={name} done={progress.storedCount === progress.count} />
          </li>
        );
      })}
    </ul>
  );
}

function Failures({ view, onRetry }: { view: UploadView; onRetry(): void }) {
  if (view.failures.length === 0) return null;
  const byReason = new Map<string, string[]>();
  for (const { why, item } of view.failures) byReason.set(why, [...(byReason.get(why) ?? []), item.source.path]);
  const mayRetry = view.failures.some((failure) => failure.mayRetry);
  return (
    <Note tone="bad" alert={view.phase === 'done'}>
      <h3>{t('sending.failures', { count: view.failures.length })}</h3>
      <p>{t('sending.safe', { count: view.storedCount })}</p>
      {[...byReason].map(([why, paths]) => (
        <details key={why} className="left-out">
          <summary>
            {tOr(`failure.${why}`, why)} <span className="soft">({paths.length})</span>
          </summary>
          <ul>
            {paths.slice(0, 200).map((path) => (
              <li key={path} className="mono">
                {path}
              </li>
            ))}
          </ul>
        </details>
      ))}
      {mayRetry && view.phase === 'done' && (
        <Button variant="default" size="xs" mt={8} onClick={onRetry}>
          {t('sending.retry')}
        </Button>
      )}
      {!mayRetry && <Phones />}
    </Note>
  );
}

function Done({ view }: { view: UploadView }) {
  const hospital = useHospital().data?.name ?? t('app.hospital');
  const confirmation = confirmationOf(view);
  // What was answered for and what is counted are both needed: the smaller number is what is certain.
  const certain = Math.min(view.storedCount, view.gatewayCount ?? 0);
  return (
    <>
      {confirmation === 'counting' && <Note tone="attention">{t('sending.checking')}</Note>}
      {confirmation === 'whole' && (
        <Note tone="good" alert>
          <h3>{t('done.title', { hospital })}</h3>
          <p>{t('done.next')}</p>
        </Note>
      )}
      {confirmation === 'part' && certain > 0 && (
        <Note tone="attention" alert>
          <h3>{t('done.part', { count: certain, total: formatCount(view.count), hospital })}</h3>
        </Note>
      )}
      <dl className="done-ledger">
        <div>
          <dt>{t('done.sent')}</dt>
          <dd>{formatCount(view.count)}</dd>
        </div>
        <span aria-hidden>{view.storedCount === view.count ? '=' : '≠'}</span>
        <div>
          <dt>{t('done.received')}</dt>
          <dd>{formatCount(view.storedCount)}</dd>
        </div>
        <span aria-hidden>{view.gatewayCount === null ? '…' : view.gatewayCount === view.storedCount ? '=' : '≠'}</span>
        <div>
          <dt>{t('done.stored')}</dt>
          <dd>{view.gatewayCount === null ? '…' : formatCount(view.gatewayCount)}</dd>
        </div>
      </dl>
      {view.alreadyStoredCount > 0 && <p className="soft">{t('done.already', { count: view.alreadyStoredCount })}</p>}
      {view.receiptNumber && (
        <p>
          {t('done.receipt')} <Identifier value={view.receiptNumber} name={t('done.receipt')} />
        </p>
      )}
    </>
  );
}

function Stopped({ view }: { view: UploadView }) {
  const words = view.stop?.status === 401 ? t('sending.signed-out') : (view.stop?.words ?? t('problem.unexpected'));
  return (
    <Note tone="bad" alert>
      <p>
        <strong>{words}</strong>
      </p>
      <p>{t('sending.safe', { count: view.storedCount })}</p>
      <p>{view.stop?.nextStep ?? t('problem.next')}</p>
      <Phones />
    </Note>
  );
}

/** Reads the order again when an upload has ended, and says when it has: what is missing then is what is left. */
function useOrderReadAgain(orderID: string, isDone: boolean): boolean {
  const client = useQueryClient();
  const [isRead, setRead] = useState(false);
  useEffect(() => {
    setRead(false);
    if (isDone) void client.invalidateQueries({ queryKey: ['order', orderID] }).then(() => setRead(true));
  }, [client, orderID, isDone]);
  return isRead;
}

/** What a cancel leaves behind: it is still expected, until it is sent or left out. */
function Cancelled({ view, leftOutCount }: { view: UploadView; leftOutCount: number | null }) {
  return (
    <Note tone="attention">
      <p>{t('sending.cancelled-words', { count: view.storedCount })}</p>
      <p>
        {leftOutCount === null ? t('resume.expected', { count: view.count - view.storedCount }) : t('resume.left', { count: leftOutCount })}
      </p>
    </Note>
  );
}

/** One upload from its start to its confirmation. */
export function SendingPanel({ run, uploader, order }: { run: UploadRun; uploader: OrderUploader; order: OrderDetail }) {
  const view = useSyncExternalStore(run.subscribe, run.snapshot);
  const body = useCaughtFocus<HTMLDivElement>(view.phase);
  const [isAsking, setAsking] = useState(false);
  const [leftOutCount, setLeftOutCount] = useState<number | null>(null);
  const isRead = useOrderReadAgain(order.id, view.phase === 'done');
  const restCount = view.count - view.storedCount;
  // A cancel may come before the answer to the announcement, which stands all the same.
  const announced = view.uploadID ? [view.uploadID] : order.openUploads.map(({ id }) => id);
  const isOver = !run.isActive;
  return (
    <>
      <div className="panel-body stack caught" ref={body} tabIndex={-1}>
        {view.phase === 'stopped' && <Stopped view={view} />}
        {view.phase === 'cancelled' && <Cancelled view={view} leftOutCount={leftOutCount} />}
        {view.phase === 'done' ? <Done view={view} /> : <Figures view={view} isActive={!isOver} />}
        <ByStudy view={view} uploader={uploader} />
        <Failures view={view} onRetry={() => void run.retry()} />
        {isRead && <StillMissing order={order} />}
        {isAsking && !isOver && (
          <Ask
            words={t('sending.cancel-ask', { count: view.storedCount })}
            act={t('sending.cancel-yes')}
            keep={t('sending.cancel-no')}
            onYes={() => run.cancel()}
            onNo={() => setAsking(false)}
          />
        )}
      </div>
      <div className="panel-foot panel-foot-sticky">
        {!isOver && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('sending.cancel')}
          </Button>
        )}
        {(view.phase === 'sending' || view.phase === 'waiting') && <Button onClick={() => run.pause()}>{t('sending.pause')}</Button>}
        {(view.phase === 'paused' || view.phase === 'pausing') && <Button onClick={() => run.resume()}>{t('sending.resume')}</Button>}
        {(view.phase === 'cancelled' || view.phase === 'stopped') && (
          <>
            <Button variant="default" onClick={() => uploader.backToSelection()}>
              {t('sending.back')}
            </Button>
            {announced.length > 0 && restCount > 0 && leftOutCount === null && (
              <LeaveOut orderID={order.id} uploadIDs={announced} count={restCount} onDone={() => setLeftOutCount(restCount)} />
            )}
            {leftOutCount === null && <Button onClick={() => void run.retry()}>{t('sending.go-on')}</Button>}
          </>
        )}
        {view.phase === 'done' && <Button onClick={() => uploader.reset()}>{t('done.another')}</Button>}
      </div>
    </>
  );
}
