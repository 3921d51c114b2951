import { Button, Loader } from '@mantine/core';
import { useState } from 'react';
import type { StudyDetail } from '#core/contract/studies.js';
import { useDecision } from '../../api/studies.js';
import { t, tOr } from '../../app/i18n.js';
import { ReasonDialog } from '../../app/pieces/reason-dialog.js';
import { useShortcuts } from '../../app/shortcuts.js';
import { ConfirmIncomplete } from './confirm-incomplete.js';
import { DecisionProblem } from './decision-problem.js';

function readyWords(study: StudyDetail): string {
  const ready = t('decide.ready', { count: study.ledger.received });
  return study.missing > 0 ? `${ready} ${t('decide.incomplete', { count: study.missing })}` : ready;
}

/** Confirm receipt, or reject with a reason: bottom right, always in sight. */
export function DecisionBar({ study }: { study: StudyDetail }) {
  const [asks, setAsks] = useState<'reject' | 'incomplete' | null>(null);
  const decision = useDecision(study.id);
  const close = (): void => setAsks(null);
  const confirm = (missingAcknowledged?: number): void =>
    decision.mutate({ act: 'confirmation', body: { instanceSet: study.instanceSet, missingAcknowledged } }, { onSuccess: close });
  const press = (): void => {
    if (!study.mayConfirm || decision.isPending) return;
    if (study.missing > 0) setAsks('incomplete');
    else confirm();
  };
  const reject = (reason: string): void =>
    decision.mutate({ act: 'rejection', body: { instanceSet: study.instanceSet, reason } }, { onSuccess: close });
  useShortcuts([{ key: 'c', words: 'keys.confirm', act: () => document.getElementById('confirm-receipt')?.focus() }]);
  const isDecided = study.stage === 'confirmed' || study.stage === 'rejected';
  if (isDecided) return null;
  const whyNot = study.whyNot ? tOr(`code.${study.whyNot}`, study.whyNot) : t('decide.not-yet');
  return (
    <div className="panel panel-foot-sticky" style={{ marginTop: 16 }}>
      {decision.error && asks === null && (
        <div className="panel-body">
          <DecisionProblem error={decision.error} />
        </div>
      )}
      <div className="panel-foot" style={{ borderTop: 0 }}>
        <span className="panel-foot-note" id="why-not">
          {study.mayConfirm ? readyWords(study) : whyNot}
        </span>
        <Button variant="default" onClick={() => setAsks('reject')}>
          {t('decide.reject')}
        </Button>
        <Button
          id="confirm-receipt"
          aria-describedby="why-not"
          aria-disabled={!study.mayConfirm}
          data-disabled={!study.mayConfirm || undefined}
          onClick={press}
          // A button that is loading is disabled, and would lose the focus that a refusal leaves where it is.
          aria-busy={decision.isPending && asks === null}
          leftSection={decision.isPending && asks === null ? <Loader size={14} color="currentColor" /> : undefined}
        >
          {t('decide.confirm')}
        </Button>
      </div>
      <ReasonDialog
        title={t('decide.reject')}
        words={t('decide.reject-words', { count: study.ledger.received, organization: study.organization.name })}
        label={t('decide.reject-reason')}
        hint={t('decide.reject-hint')}
        keep={t('act.back')}
        act={t('decide.reject')}
        isPending={decision.isPending}
        problem={decision.error && <DecisionProblem error={decision.error} />}
        opened={asks === 'reject'}
        onClose={close}
        onReason={reject}
      />
      <ConfirmIncomplete
        study={study}
        opened={asks === 'incomplete'}
        isPending={decision.isPending}
        problem={decision.error && <DecisionProblem error={decision.error} />}
        onConfirm={() => confirm(study.missing)}
        onClose={close}
      />
    </div>
  );
}
