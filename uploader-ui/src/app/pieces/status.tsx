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
  IconLock,
  IconMinus,
  IconPlugConnectedX,
  IconProgressAlert,
  IconProgressCheck,
  IconUpload,
  type TablerIcon,
} from '@tabler/icons-react';
import type { OrderListItem } from '#core/contract/orders.js';
import { type StudyListItem, type StudyState, studyState } from '#core/contract/studies.js';
import { t, type WordKey } from '../i18n.js';

type Tone = 'good' | 'attention' | 'bad' | 'act' | 'plain';
type Look = [Tone, TablerIcon, WordKey];

/** A state: an icon and a word, in the colour of its tone; other words where more is to be said. */
export function Status({ look: [tone, Icon, word], words }: { look: Look; words?: string }) {
  return (
    <span className={`status status-${tone}`}>
      <Icon size={16} aria-hidden />
      {words ?? t(word)}
    </span>
  );
}

const imagesLooks: Record<OrderListItem['imagesState'], Look> = {
  'not-expected': ['plain', IconMinus, 'images.not-expected'],
  awaiting: ['act', IconHourglass, 'images.awaiting'],
  uploading: ['act', IconUpload, 'images.uploading'],
  incomplete: ['attention', IconProgressAlert, 'images.incomplete'],
  received: ['plain', IconInbox, 'images.received'],
  'being-checked': ['plain', IconProgressCheck, 'images.being-checked'],
  'question-open': ['attention', IconHelpCircle, 'images.question-open'],
  confirmed: ['good', IconCircleCheck, 'images.confirmed'],
  rejected: ['bad', IconCircleX, 'images.rejected'],
};

// What is done comes first, what is asked of people last.
const inOrder: readonly StudyState[] = ['confirmed', 'rejected', 'ready', 'checking', 'incomplete', 'questions'];

/** Where the studies of an order stand, each state by its number: "1 confirmed, 1 rejected, 1 ready"; null where they do not differ. */
export function studiesSentence(order: Pick<OrderListItem, 'studyStates' | 'imagesMissing'>): string | null {
  const states = studyState.options.filter((state) => (order.studyStates[state] ?? 0) > 0);
  if (states.length < 2) return null;
  const parts = inOrder
    .filter((state) => states.includes(state))
    .map((state) => t(`studies.${state}`, { count: order.studyStates[state] ?? 0 }));
  if (order.imagesMissing > 0) parts.push(t('images.missing', { count: order.imagesMissing }));
  return parts.join(', ');
}

type OrderAtAGlance = Pick<OrderListItem, 'state' | 'imagesState'> &
  Partial<Pick<OrderListItem, 'studyStates' | 'imagesMissing' | 'isArriving'>>;

/** One word for the images of an order, and how many are missing where some are. */
function imagesWords({ imagesState, imagesMissing = 0 }: OrderAtAGlance): string | undefined {
  if (imagesMissing === 0) return undefined;
  if (imagesState === 'incomplete') return t('images.incomplete-count', { count: imagesMissing });
  return imagesState === 'uploading' ? t('images.uploading-count', { count: imagesMissing }) : undefined;
}

/** The images of an order at a glance: each study's state where they differ; a cancelled or closed order says that instead. */
export function ImagesStatus({ order }: { order: OrderAtAGlance }) {
  if (order.state === 'cancelled') return <Status look={['plain', IconBan, 'order.cancelled']} />;
  if (order.state === 'draft') return <Status look={['plain', IconCircleDashed, 'order.draft']} />;
  // Nothing is awaited any more; what has come says how far it is.
  if (order.state === 'closed' && /^(not-expected|awaiting|incomplete)$/.test(order.imagesState)) {
    return <Status look={['plain', IconLock, 'orders.state-closed']} />;
  }
  const { studyStates, imagesMissing = 0 } = order;
  const sentence = studyStates ? studiesSentence({ studyStates, imagesMissing }) : null;
  return <Status look={imagesLooks[order.imagesState]} words={sentence ?? imagesWords(order)} />;
}

const stageLooks: Record<StudyListItem['stage'], Look> = {
  received: ['plain', IconProgressCheck, 'stage.received'],
  validated: ['plain', IconProgressCheck, 'stage.validated'],
  linked: ['act', IconInbox, 'stage.linked'],
  confirmed: ['good', IconCircleCheck, 'stage.confirmed'],
  rejected: ['bad', IconCircleX, 'stage.rejected'],
};

/** How far a study has come; an open question goes before everything else, what is missing before how far the rest is. */
export function StudyStatus({ study }: { study: Pick<StudyListItem, 'stage' | 'openQuestions' | 'missing' | 'isArriving'> }) {
  const isDecided = study.stage === 'confirmed' || study.stage === 'rejected';
  if (study.openQuestions.length > 0 && !isDecided) return <Status look={['attention', IconHelpCircle, 'stage.question']} />;
  if (study.missing > 0 && !isDecided) {
    return study.isArriving ? (
      <Status look={['act', IconUpload, 'images.uploading']} words={t('stage.uploading-count', { count: study.missing })} />
    ) : (
      <Status look={['attention', IconProgressAlert, 'images.incomplete']} words={t('stage.incomplete-count', { count: study.missing })} />
    );
  }
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
