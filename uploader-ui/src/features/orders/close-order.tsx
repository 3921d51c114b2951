import type { OrderDetail } from '#core/contract/orders.js';
import { useClosure, useReopening } from '../../api/orders.js';
import { t, tOr } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { ReasonDialog } from '../../app/pieces/reason-dialog.js';

const isDecided = ({ stage }: OrderDetail['studies'][number]): boolean => stage === 'confirmed' || stage === 'rejected';

/** What closing means, with the studies that are not decided yet by name. */
function closingWords(order: OrderDetail): string {
  const open = order.studies.filter((study) => !isDecided(study));
  if (open.length === 0) return t('order.close-words');
  const names = open.map((study) => `${study.studyDescription || t('study.untitled')} (${tOr(`stage.${study.stage}`, study.stage)})`);
  return `${t('order.close-words')} ${t('order.close-open', { count: open.length, studies: names.join('; ') })}`;
}

interface DialogProps {
  order: OrderDetail;
  opened: boolean;
  onClose(): void;
}

/** Asks once before the hospital closes an order. */
export function CloseOrder({ order, opened, onClose }: DialogProps) {
  const closure = useClosure(order);
  return (
    <ReasonDialog
      title={t('order.close')}
      words={closingWords(order)}
      label={t('order.close-reason')}
      keep={t('order.close-keep')}
      act={t('order.close')}
      isPending={closure.isPending}
      problem={closure.error && <ProblemNote error={closure.error} />}
      opened={opened}
      onClose={onClose}
      onReason={(reason) => closure.mutate(reason, { onSuccess: onClose })}
    />
  );
}

/** Undoes a closing. */
export function ReopenOrder({ order, opened, onClose }: DialogProps) {
  const reopening = useReopening(order);
  return (
    <ReasonDialog
      title={t('order.reopen')}
      words={t('order.reopen-words')}
      label={t('order.reopen-reason')}
      keep={t('order.reopen-keep')}
      act={t('order.reopen')}
      isPending={reopening.isPending}
      problem={reopening.error && <ProblemNote error={reopening.error} />}
      opened={opened}
      onClose={onClose}
      onReason={(reason) => reopening.mutate(reason, { onSuccess: onClose })}
    />
  );
}
