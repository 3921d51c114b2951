import type { ChartCorrection } from '#core/contract/patients.js';
import { formatDay, formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';

function readable({ field }: ChartCorrection, value: string): string {
  if (value === '') return t('correction.nothing');
  if (field === 'birthDate') return formatDay(value);
  return field === 'sex' ? t(`sex.${value as 'F' | 'M' | 'O'}`) : value;
}

function whoWords({ by, organization, at }: ChartCorrection): string {
  return [by, organization, at && formatMoment(at)].filter(Boolean).join(', ');
}

/** What the chart says otherwise today, beside what was signed and never in its place. */
export function Corrections({ corrections }: { corrections: readonly ChartCorrection[] }) {
  if (corrections.length === 0) return null;
  return (
    <Note tone="attention">
      <p>
        <strong>{t('correction.title')}</strong>
      </p>
      <ul className="bare-list">
        {corrections.map((one) => (
          <li key={one.field}>
            {t('correction.line', {
              field: t(`correction.field-${one.field}`),
              now: readable(one, one.now),
              signed: readable(one, one.signed),
            })}
            {whoWords(one) && <div className="small soft">{t('correction.by', { who: whoWords(one) })}</div>}
          </li>
        ))}
      </ul>
    </Note>
  );
}
