import type { Attachment } from '#core/contract/attachments.js';
import { useWithdrawal } from '../../api/attachments.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { ReasonDialog } from '../../app/pieces/reason-dialog.js';

/** A file of a signed order is never removed: it is withdrawn with a reason, and stays to be seen. */
export function WithdrawFile({ one, opened, onClose }: { one: Attachment; opened: boolean; onClose(): void }) {
  const withdrawal = useWithdrawal(one);
  return (
    <ReasonDialog
      title={t('attach.withdraw')}
      words={t('attach.withdraw-words', { name: one.fileName })}
      label={t('attach.withdraw-reason')}
      keep={t('attach.keep')}
      act={t('attach.withdraw')}
      isPending={withdrawal.isPending}
      problem={withdrawal.error && <ProblemNote error={withdrawal.error} />}
      opened={opened}
      onClose={onClose}
      onReason={(reason) => withdrawal.mutate(reason, { onSuccess: onClose })}
    />
  );
}
