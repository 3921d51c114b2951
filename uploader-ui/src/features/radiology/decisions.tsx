import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { StudyDetail } from '#core/contract/studies.js';
import { readReceipt } from '../../api/studies.js';
import { formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';

function saveAs(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What was decided about the study, by whom, with the receipt to keep. */
export function Decisions({ study }: { study: StudyDetail }) {
  const saving = useMutation({
    mutationFn: async (name: string) => saveAs(`${name}.json`, JSON.stringify(await readReceipt(study.id), null, 2)),
  });
  if (study.decisions.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="decisions">
      <div className="panel-head">
        <h2 id="decisions">{t('decision.title')}</h2>
      </div>
      <div className="panel-body stack-tight">
        {study.decisions.map((decision) => (
          <Note key={decision.id} tone={decision.decision === 'confirmed' ? 'good' : 'bad'}>
            <p>
              <strong>{t(`decision.${decision.decision}`, { by: decision.by, moment: formatMoment(decision.at) })}</strong>
            </p>
            <p>{t('count.images', { count: decision.instanceCount })}</p>
            {decision.reason && <p>{t('decision.reason', { reason: decision.reason })}</p>}
            {decision.decision === 'confirmed' && !decision.receiptNumber && <p className="soft">{t('decision.receipt-pending')}</p>}
            {decision.receiptNumber && (
              <>
                <p>
                  {t('decision.receipt')} <Identifier value={decision.receiptNumber} name={t('decision.receipt')} />
                </p>
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconDownload size={16} aria-hidden />}
                  loading={saving.isPending}
                  onClick={() => saving.mutate(decision.receiptNumber ?? 'receipt')}
                >
                  {t('decision.save-receipt')}
                </Button>
              </>
            )}
          </Note>
        ))}
        {saving.error && <ProblemNote error={saving.error} />}
      </div>
    </section>
  );
}
