import type { QuestionKind } from '../pipeline/stages.js';
import type { WhichOrderReason } from './grounds.js';

interface QuestionWords {
  asks: string;
  answers: readonly { value: string; label: string /** Such an answer forbids confirming: why. */; forbids?: string }[];
}

/** What each kind of question asks, and what can be answered. The question which order is answered by attaching the study. */
export const questionWords: Record<QuestionKind, QuestionWords> = {
  'which-order': { asks: 'To which referral order do these images belong? Attach the study to it.', answers: [] },
  'whose-images': {
    asks: "Are these images of the order's patient? The identities do not agree on every point.",
    answers: [
      { value: 'same-patient', label: "Yes, they are of the order's patient" },
      {
        value: 'not-this-patient',
        label: 'No, they are of somebody else: detach them from the order',
        forbids: "These images were found not to be of the order's patient. Attach the study to another order, or reject it.",
      },
    ],
  },
  'conflicting-content': {
    asks: 'The sender sent other content under identifiers that are here already. The first content was kept; is it the right one?',
    answers: [
      { value: 'keep-first', label: 'Keep what came first' },
      {
        value: 'first-is-wrong',
        label: 'No, what came later is right',
        forbids:
          'What came first was found to be wrong. Reject the study with a reason, so that the sender sends it under new identifiers.',
      },
    ],
  },
  'several-patients': {
    asks: 'The instances of this study name different patients. Are they all of one person?',
    answers: [
      { value: 'one-patient', label: 'Yes, all are of one person' },
      {
        value: 'several-patients',
        label: 'No, they are of several persons',
        forbids: 'This study holds images of several persons. Reject it with a reason, so that the sender separates them.',
      },
    ],
  },
  'quarantined-instances': {
    asks: 'Some instances can not be used as they are. Shall the study go on without them?',
    answers: [
      { value: 'proceed-without', label: 'Go on without them' },
      {
        value: 'send-again',
        label: 'No, the sender has to send them again',
        forbids: 'The unusable instances are needed. Reject the study with a reason, so that the sender sends them again.',
      },
    ],
  },
};

/** What the question which order asks, where more can be said than that nobody knows. */
const whichOrderAsks: Partial<Record<WhichOrderReason, string>> = {
  'too-many': 'More orders or statements could fit than are compared by themselves. To which referral order do these images belong?',
  'not-awaiting':
    'The order that fits was signed long ago and has its images, or expects none. Do these images belong to it? Attach the study, or choose another order.',
  'named-twice': 'The images were sent for another order than the one they are attached to. To which of them do they belong?',
  'order-cancelled': 'The order that these images were sent for is cancelled. Attach the study to another order, or reject it.',
  'order-closed': 'The order that these images were sent for was closed before they came. Attach the study to another order, or reject it.',
  'detached-before': 'The images came again for an order from which the study was detached. To which referral order do they belong?',
  'several-patients': 'The images name different patients. To which referral order does the study belong?',
};

/** What a question asks, in plain words, on the ground that it has. */
export function asksOf(kind: QuestionKind, evidence: object): string {
  const { reason } = evidence as { reason?: WhichOrderReason };
  return (kind === 'which-order' && reason && whichOrderAsks[reason]) || questionWords[kind].asks;
}

/** Every text that a question may ask. */
export const everyQuestionAsked: readonly string[] = [
  ...Object.values(questionWords).map(({ asks }) => asks),
  ...Object.values(whichOrderAsks),
];

/** Why an answer forbids confirming the study; null where it does not. */
export function whyAnswerForbids(kind: QuestionKind, answer: string): string | null {
  return questionWords[kind].answers.find((known) => known.value === answer)?.forbids ?? null;
}
