import type { ReactNode } from 'react';
import type { StudyDecision } from '#core/contract/studies.js';
import { formatCount, formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { Note } from '../../app/pieces/note.js';

/** On how many images a decision was made: "750 of 10,000 images; 9,250 were announced and had not arrived". */
export function decidedOn(decision: StudyDecision): string {
  const { instanceCount, announced, missing, leftOut } = decision;
  if (missing + leftOut === 0) return t('count.images', { count: instanceCount });
  return [
    t('decision.of', { count: instanceCount, total: formatCount(announced ?? instanceCount) }),
    missing > 0 && t('decision.missing', { count: missing }),
    leftOut > 0 && t('decision.left-out', { count: leftOut }),
  ]
    .filter(Boolean)
    .join('; ');
}

interface DecisionNoteProps {
  decision: StudyDecision;
  /** False for one that does not stand any more: it is as of then. */
  stands: boolean;
  children?: ReactNode;
}

/** One decision on a study: by whom, when, on what, with its receipt. */
export function DecisionNote({ decision, stands, children }: DecisionNoteProps) {
  const tone = decision.decision === 'confirmed' ? 'good' : 'bad';
  return (
    <Note tone={stands ? tone : 'plain'}>
      <p>
        <strong>{t(`decision.${decision.decision}`, { by: decision.by, moment: formatMoment(decision.at) })}</strong>
      </p>
      <p>{stands || decision.missing + decision.leftOut > 0 ? decidedOn(decision) : null}</p>
      {!stands && <p className="soft">{t('decision.as-of-then', { count: decision.instanceCount })}</p>}
      {decision.reason && <p>{t('decision.reason', { reason: decision.reason })}</p>}
      {decision.receiptNumber && (
        <p>
          {t('decision.receipt')} <Identifier value={decision.receiptNumber} name={t('decision.receipt')} />
        </p>
      )}
      {children}
    </Note>
  );
}
