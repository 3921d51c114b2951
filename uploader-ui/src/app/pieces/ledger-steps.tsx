import { IconCheck } from '@tabler/icons-react';
import type { Ledger } from '#core/contract/ledger.js';
import { formatCount } from '../format.js';
import { t, type WordKey } from '../i18n.js';

const steps = ['received', 'validated', 'attached', 'confirmed'] as const;

/** The number that the counts are held against: what was announced, or what came where nobody announced. */
export function ledgerTotal(ledger: Ledger): number {
  return Math.max(ledger.announced ?? 0, ledger.received);
}

/** The ledger in one line for tables: how many of how many, at the step that says most. */
export function ledgerLine(ledger: Ledger): string {
  const total = ledgerTotal(ledger);
  if (total === 0) return '–';
  const count = ledger.confirmed > 0 ? ledger.confirmed : ledger.received;
  return t('ledger.of', { count: count, total: formatCount(total) });
}

/** Counts of images at every step of the way: "412 of 412". */
export function LedgerSteps({ ledger }: { ledger: Ledger }) {
  const total = ledgerTotal(ledger);
  const shown = ledger.announced === null ? steps : (['announced', ...steps] as const);
  return (
    <div className="ledger-frame">
      <ol className="ledger" aria-label={t('ledger.name')}>
        {shown.map((step) => {
          const count = step === 'announced' ? (ledger.announced ?? 0) : ledger[step];
          const share = total === 0 ? 0 : Math.min(1, count / total);
          const done = total > 0 && count >= total;
          return (
            <li key={step}>
              <div className="ledger-track">
                <div className={`ledger-fill${done ? ' ledger-fill-done' : ''}`} style={{ width: `${share * 100}%` }} />
              </div>
              <div className="ledger-count">
                {formatCount(count)} <span className="ledger-of">{t('ledger.of-total', { total: formatCount(total) })}</span>
              </div>
              <div className="ledger-name">
                {t(`ledger.${step}` as WordKey)}
                {done && <IconCheck size={14} aria-label={t('ledger.complete')} role="img" color="var(--good)" />}
              </div>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** What stands beside the ledger: not here yet, left out, set aside for a person, refused at the door. */
export function LedgerExceptions({ ledger, missing }: { ledger: Ledger; missing: number }) {
  const words = [
    missing > 0 && t('images.missing', { count: missing }),
    ledger.leftOut > 0 && t('ledger.left-out', { count: ledger.leftOut }),
    ledger.quarantined > 0 && t('ledger.quarantined', { count: ledger.quarantined }),
    ledger.refused > 0 && t('ledger.refused', { count: ledger.refused }),
  ].filter(Boolean);
  return words.length > 0 ? <p className="small status-attention">{words.join(' · ')}</p> : null;
}
