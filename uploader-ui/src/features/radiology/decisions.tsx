import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { StudyDetail } from '#core/contract/studies.js';
import { readReceipt } from '../../api/studies.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { DecisionNote } from '../orders/decision-note.js';

function saveAs(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What was decided about the study, by whom, each with its own receipt to keep; what does not stand any more is as of then. */
export function Decisions({ study }: { study: StudyDetail }) {
  const saving = useMutation({
    mutationFn: async ({ id, receiptNumber }: { id: string; receiptNumber: string }) =>
      saveAs(`${receiptNumber}.json`, JSON.stringify(await readReceipt(study.id, id), null, 2)),
  });
  if (study.decisions.length === 0) return null;
  const [latest] = study.decisions;
  return (
    <section className="panel" aria-labelledby="decisions">
      <div className="panel-head">
        <h2 id="decisions">{t('decision.title')}</h2>
      </div>
      <div className="panel-body stack-tight">
        {study.decisions.map((decision) => {
          const { id, receiptNumber } = decision;
          return (
            <DecisionNote key={id} decision={decision} stands={decision === latest && decision.decision === study.stage}>
              {decision.decision === 'confirmed' && !receiptNumber && <p className="soft">{t('decision.receipt-pending')}</p>}
              {receiptNumber && (
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconDownload size={16} aria-hidden />}
                  loading={saving.isPending && saving.variables.id === id}
                  onClick={() => saving.mutate({ id, receiptNumber })}
                >
                  {t('decision.save-receipt')}
                </Button>
              )}
            </DecisionNote>
          );
        })}
        {saving.error && <ProblemNote error={saving.error} />}
      </div>
    </section>
  );
}
