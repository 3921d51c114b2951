import { Button, TextInput } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleOff,
  IconCircleX,
  IconDownload,
  IconExternalLink,
  IconFileText,
  IconHourglass,
  IconMovie,
  IconPhoto,
  IconPlugConnectedX,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Attachment } from '#core/contract/attachments.js';
import { attachmentAddress, useDescription, useRemoval } from '../../api/attachments.js';
import { formatMoment } from '../../app/format.js';
import { t, tOr, type WordKey } from '../../app/i18n.js';
import { Ask } from '../../app/pieces/ask.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { Status } from '../../app/pieces/status.js';
import { formatFileSize } from './file-size.js';
import { WithdrawFile } from './withdraw-file.js';

type Look = ['good' | 'attention' | 'bad' | 'plain', TablerIcon, WordKey];

function lookOf(one: Attachment): Look {
  if (one.withdrawn) return ['attention', IconCircleOff, 'attach.state-withdrawn'];
  if (one.state === 'reserved') return ['attention', IconPlugConnectedX, 'attach.state-interrupted'];
  if (one.state === 'refused') return ['bad', IconCircleX, 'attach.state-refused'];
  if (one.state === 'quarantined') return ['bad', IconAlertTriangle, 'attach.state-quarantined'];
  if (one.scan === 'unavailable') return ['attention', IconHourglass, 'attach.state-scanner-away'];
  if (one.scan === 'awaiting') return ['plain', IconHourglass, 'attach.state-scanning'];
  if (one.state === 'received') return ['plain', IconHourglass, 'attach.state-checking'];
  return ['good', IconCircleCheck, one.scan === 'clean' ? 'attach.state-scanned' : 'attach.state-ready'];
}

function Picture({ one }: { one: Attachment }) {
  const [isBroken, setBroken] = useState(false);
  const Icon = one.mediaType?.startsWith('image/') ? IconPhoto : one.mediaType?.startsWith('video/') ? IconMovie : IconFileText;
  return (
    <div className="attach-picture">
      {one.hasPreview && one.state === 'ready' && !isBroken ? (
        // The name stands beside it.
        <img src={attachmentAddress.preview(one.id)} alt="" loading="lazy" onError={() => setBroken(true)} />
      ) : (
        <Icon size={24} aria-hidden />
      )}
    </div>
  );
}

/** What a browser shows by itself. */
function isViewable(one: Attachment): boolean {
  return one.state === 'ready' && /^(application\/pdf|image\/(jpeg|png)|video\/mp4)$/.test(one.mediaType ?? '');
}

function Facts({ one }: { one: Attachment }) {
  const parts = [
    one.mediaType && tOr(`attach.kind-${one.mediaType}`, one.mediaType),
    formatFileSize(one.byteCount),
    one.pageCount !== null && t('attach.pages', { count: one.pageCount }),
    one.width !== null && one.height !== null && `${one.width} × ${one.height}`,
    `${one.by}, ${formatMoment(one.createdAt)}`,
    one.afterSigning && t('attach.after-signing'),
  ];
  return <div className="small soft">{parts.filter(Boolean).join(' · ')}</div>;
}

function Description({ one }: { one: Attachment }) {
  const [typed, setTyped] = useState<string | null>(null);
  const saving = useDescription(one);
  const value = typed ?? one.description;
  const save = (): void => {
    const trimmed = typed?.trim();
    if (trimmed === undefined || trimmed === one.description) setTyped(null);
    else saving.mutate(trimmed, { onSuccess: () => setTyped(null) });
  };
  return (
    <>
      <TextInput
        mt={8}
        aria-label={t('attach.description-of', { name: one.fileName })}
        placeholder={t('attach.description-hint')}
        maxLength={200}
        value={value}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          save();
        }}
      />
      {saving.error && <ProblemNote error={saving.error} safe={t('attach.description-safe')} onRetry={save} />}
      <span className="visually-hidden" role="status">
        {saving.isSuccess ? t('attach.description-saved') : ''}
      </span>
    </>
  );
}

/** What stands in the way, or would be better; each with what to do. */
function Hints({ one, mayTakeImages }: { one: Attachment; mayTakeImages: boolean }) {
  if (one.state === 'reserved') {
    const words = { arrived: formatFileSize(one.receivedBytes), total: formatFileSize(one.byteCount) };
    return <p className="attach-words">{t('attach.interrupted-next', words)}</p>;
  }
  if (one.state === 'quarantined') return <p className="attach-words">{t('attach.quarantined-next')}</p>;
  if (one.state === 'refused') {
    const isDicom = one.refusalCode === 'dicom';
    return (
      <p className="attach-words">
        {tOr(isDicom && !mayTakeImages ? 'attach.refused-dicom-draft' : `attach.refused-${one.refusalCode}`, t('attach.refused-other'))}{' '}
        {isDicom && mayTakeImages && <Link to={`/orders/${one.orderID}?send=1`}>{t('attach.to-images')}</Link>}
      </p>
    );
  }
  return (
    <>
      {one.scan === 'unavailable' && <p className="attach-words">{t('attach.scanner-away-next')}</p>}
      {one.warnings
        .filter((warning) => warning !== 'many-pdfs')
        .map((warning) => (
          <p key={warning} className="status status-attention attach-words">
            <IconAlertTriangle size={16} aria-hidden />
            <span>{t(`attach.warning-${warning}`, { count: one.pageCount ?? 0 })}</span>
          </p>
        ))}
    </>
  );
}

function AskRemoval({ one, onKeep, onGone }: { one: Attachment; onKeep(): void; onGone(): void }) {
  const removal = useRemoval(one);
  return (
    <div className="attach-ask">
      <Ask
        words={t(one.state === 'ready' ? 'attach.remove-ask' : 'attach.remove-ask-unfinished', { name: one.fileName })}
        act={t('attach.remove')}
        keep={t('attach.keep')}
        isDangerous
        isPending={removal.isPending}
        problem={removal.error && <ProblemNote error={removal.error} />}
        // The row is gone by then, and with it what `mutate` would tell.
        onYes={() => void removal.mutateAsync().then(onGone, () => undefined)}
        onNo={onKeep}
      />
    </div>
  );
}

/** By whom, when and why a file of a signed order was withdrawn. */
function Withdrawn({ one }: { one: Attachment }) {
  const { withdrawn } = one;
  if (!withdrawn) return null;
  const values = { by: withdrawn.by ?? '–', moment: formatMoment(withdrawn.at), reason: withdrawn.reason };
  return <p className="attach-words">{t('attach.withdrawn-words', values)}</p>;
}

/** `draft`: files are described and removed; `signed`: they stay, and are withdrawn with a reason. */
export type MayChange = 'draft' | 'signed' | null;

/** A file that was added to a signed order is described once. */
function mayDescribe(one: Attachment, mayChange: MayChange): boolean {
  if (one.state !== 'ready' && one.state !== 'received') return false;
  if (mayChange === 'signed') return one.afterSigning && one.description === '' && !one.withdrawn;
  return mayChange === 'draft';
}

interface AttachmentRowProps {
  one: Attachment;
  mayChange: MayChange;
  mayTakeImages: boolean;
  onGone(): void;
}

/** A file that stands with the order. */
export function AttachmentRow({ one, mayChange, mayTakeImages, onGone }: AttachmentRowProps) {
  const [isAsking, setAsking] = useState(false);
  const hidden = <span className="visually-hidden"> {one.fileName}</span>;
  // What never became whole stood with no order.
  const mayRemove = mayChange === 'draft' ? one.state !== 'refused' : mayChange === 'signed' && one.state === 'reserved';
  const mayWithdraw = mayChange === 'signed' && !one.withdrawn && one.state !== 'reserved' && one.state !== 'refused';
  return (
    <li className="attach-row">
      <Picture one={one} />
      <div className="attach-main">
        <div className="spread">
          {one.withdrawn ? <s className="attach-name">{one.fileName}</s> : <span className="attach-name">{one.fileName}</span>}
          <Status look={lookOf(one)} />
        </div>
        <Facts one={one} />
        <Withdrawn one={one} />
        {!one.withdrawn && <Hints one={one} mayTakeImages={mayTakeImages} />}
        {mayDescribe(one, mayChange) ? <Description one={one} /> : one.description && <div className="attach-words">{one.description}</div>}
      </div>
      <div className="attach-acts">
        {isViewable(one) && (
          <Button
            component="a"
            href={attachmentAddress.content(one.id)}
            target="_blank"
            rel="noopener"
            variant="subtle"
            size="xs"
            leftSection={<IconExternalLink size={16} aria-hidden />}
          >
            {t('attach.view')}
            {hidden}
          </Button>
        )}
        {one.state === 'ready' && (
          <Button
            component="a"
            href={attachmentAddress.download(one.id)}
            download={one.fileName}
            variant="subtle"
            size="xs"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t('attach.download')}
            {hidden}
          </Button>
        )}
        {(mayRemove || mayWithdraw) && (
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            leftSection={mayRemove ? <IconTrash size={16} aria-hidden /> : <IconCircleOff size={16} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {t(mayRemove ? 'attach.remove' : 'attach.withdraw')}
            {hidden}
          </Button>
        )}
      </div>
      {isAsking && mayRemove && <AskRemoval one={one} onKeep={() => setAsking(false)} onGone={onGone} />}
      <WithdrawFile one={one} opened={isAsking && mayWithdraw} onClose={() => setAsking(false)} />
    </li>
  );
}
