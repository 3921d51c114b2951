import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import type { StudyDetail } from '#core/contract/studies.js';
import { formatCount } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { ledgerTotal } from '../../app/pieces/ledger-steps.js';

interface ConfirmIncompleteProps {
  study: StudyDetail;
  opened: boolean;
  isPending: boolean;
  problem: ReactNode;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before receipt of an incomplete study is confirmed, with the numbers; the focus begins on waiting. */
export function ConfirmIncomplete({ study, opened, isPending, problem, onConfirm, onClose }: ConfirmIncompleteProps) {
  const numbers = { here: formatCount(study.ledger.received), total: formatCount(ledgerTotal(study.ledger)) };
  return (
    <Modal opened={opened} onClose={onClose} title={t('decide.missing-title')}>
      <div className="stack">
        <p>
          <strong>{t('decide.missing-words', { count: study.missing, organization: study.organization.name, ...numbers })}</strong>
        </p>
        {study.isArriving && <p>{t('decide.missing-arriving')}</p>}
        <p>{t('decide.missing-next')}</p>
        {problem}
        <div className="line acts-end">
          <Button variant="default" loading={isPending} onClick={onConfirm}>
            {t('decide.missing-confirm', numbers)}
          </Button>
          <Button data-autofocus onClick={onClose}>
            {t('decide.missing-wait')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
