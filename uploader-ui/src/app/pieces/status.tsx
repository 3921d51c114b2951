import {
  IconAlertTriangle,
  IconArrowsTransferDown,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconHelpCircle,
  IconHourglass,
  IconInbox,
  IconMinus,
  IconPlugConnectedX,
  IconProgressCheck,
  IconUpload,
  type TablerIcon,
} from '@tabler/icons-react';
import type { OrderListItem } from '#core/contract/orders.js';
import type { StudyListItem } from '#core/contract/studies.js';
import { t, type WordKey } from '../i18n.js';

type Tone = 'good' | 'attention' | 'bad' | 'act' | 'plain';
type Look = [Tone, TablerIcon, WordKey];

/** A state: an icon and a word, in the colour of its tone. */
export function Status({ look: [tone, Icon, word] }: { look: Look }) {
  return (
    <span className={`status status-${tone}`}>
      <Icon size={16} aria-hidden />
      {t(word)}
    </span>
  );
}

const imagesLooks: Record<OrderListItem['imagesState'], Look> = {
  'not-expected': ['plain', IconMinus, 'images.not-expected'],
  awaiting: ['act', IconHourglass, 'images.awaiting'],
  uploading: ['act', IconUpload, 'images.uploading'],
  received: ['plain', IconInbox, 'images.received'],
  'being-checked': ['plain', IconProgressCheck, 'images.being-checked'],
  'question-open': ['attention', IconHelpCircle, 'images.question-open'],
  confirmed: ['good', IconCircleCheck, 'images.confirmed'],
  rejected: ['bad', IconCircleX, 'images.rejected'],
};

/** The images of an order at a glance; a cancelled or closed order says that instead. */
export function ImagesStatus({ order }: { order: Pick<OrderListItem, 'state' | 'imagesState'> }) {
  if (order.state === 'cancelled') return <Status look={['plain', IconBan, 'order.cancelled']} />;
  if (order.state === 'draft') return <Status look={['plain', IconCircleDashed, 'order.draft']} />;
  return <Status look={imagesLooks[order.imagesState]} />;
}

const stageLooks: Record<StudyListItem['stage'], Look> = {
  received: ['plain', IconProgressCheck, 'stage.received'],
  validated: ['plain', IconProgressCheck, 'stage.validated'],
  linked: ['act', IconInbox, 'stage.linked'],
  confirmed: ['good', IconCircleCheck, 'stage.confirmed'],
  rejected: ['bad', IconCircleX, 'stage.rejected'],
};

/** How far a study has come; an open question goes before everything else. */
export function StudyStatus({ study }: { study: Pick<StudyListItem, 'stage' | 'openQuestions'> }) {
  const isDecided = study.stage === 'confirmed' || study.stage === 'rejected';
  if (study.openQuestions.length > 0 && !isDecided) return <Status look={['attention', IconHelpCircle, 'stage.question']} />;
  return <Status look={stageLooks[study.stage]} />;
}

export function IdentityStatus({ verdict }: { verdict: 'agrees' | 'differs' | 'unknown' | null }) {
  if (verdict === 'agrees') return <Status look={['good', IconCircleCheck, 'verdict.agrees']} />;
  if (verdict === 'differs') return <Status look={['bad', IconAlertTriangle, 'verdict.differs']} />;
  if (verdict === 'unknown') return <Status look={['attention', IconHelpCircle, 'verdict.unknown']} />;
  return <Status look={['plain', IconCircleDashed, 'verdict.none']} />;
}

const outcomeLooks: Record<string, Look> = {
  open: ['act', IconArrowsTransferDown, 'reception.open'],
  completed: ['good', IconCircleCheck, 'reception.completed'],
  released: ['good', IconCircleCheck, 'reception.completed'],
  aborted: ['attention', IconPlugConnectedX, 'reception.aborted'],
  lost: ['bad', IconPlugConnectedX, 'reception.lost'],
};

export function ReceptionStatus({ outcome }: { outcome: string }) {
  return <Status look={outcomeLooks[outcome] ?? ['plain', IconCircleDashed, 'reception.open']} />;
}
