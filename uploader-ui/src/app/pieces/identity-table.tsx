import { IconAlertTriangle, IconCircleCheck, IconHelpCircle } from '@tabler/icons-react';
import type { IdentityEvidence } from '#core/contract/studies.js';
import { formatDay, formatName } from '../format.js';
import { t, tOr, type WordKey } from '../i18n.js';
import { type MarkedPart, markDifferences } from '../mark-differences.js';
import { said } from '../said.js';

/** A text with the letters marked that differ. */
export function Marked({ parts }: { parts: MarkedPart[] }) {
  let at = 0;
  return parts.map(({ text, differs }) => {
    const key = `at ${at}`;
    at += text.length;
    return differs ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>;
  });
}

/** Dates and the sex as people read them; everything else as it stands. */
function readable(attribute: IdentityEvidence['comparisons'][number]['attribute'], value: string | null): string | null {
  if (!value) return null;
  if (attribute === 'patientBirthDate') return formatDay(value);
  if (attribute === 'patientSex') return tOr(`sex.${value}`, value);
  return attribute === 'patientName' ? formatName(value) : value;
}

const icons = {
  agrees: { Icon: IconCircleCheck, tone: 'good' },
  differs: { Icon: IconAlertTriangle, tone: 'bad' },
  unknown: { Icon: IconHelpCircle, tone: 'attention' },
} as const;

type Comparison = IdentityEvidence['comparisons'][number];

/** Whether a row needs its sentence to be seen: where it does not simply agree. */
const needsWords = ({ attribute, verdict, explanation }: Comparison): boolean =>
  verdict !== 'agrees' || (attribute === 'patientName' && explanation !== 'The names agree.');

function ComparisonRows({ comparison }: { comparison: Comparison }) {
  const { attribute, verdict, explanation, ...values } = comparison;
  const [images, order] = [readable(attribute, values.images), readable(attribute, values.order)];
  const { Icon, tone } = icons[verdict];
  const [left, right] = verdict === 'differs' && images && order ? markDifferences(images, order) : [null, null];
  const hasWords = needsWords(comparison);
  const place = hasWords ? 'identity-above' : undefined;
  return (
    <>
      <tr>
        <th scope="row" className={place}>
          {t(`identity.${attribute}` as WordKey)}
        </th>
        <td className={place}>{left ? <Marked parts={left} /> : (images ?? <span className="soft">{t('identity.none')}</span>)}</td>
        <td className={place}>{right ? <Marked parts={right} /> : (order ?? <span className="soft">{t('identity.none')}</span>)}</td>
        <td className={place}>
          <span className={`status status-${tone}`}>
            <Icon size={16} aria-hidden />
            <span aria-hidden>{t(`identity.short.${verdict}` as WordKey)}</span>
            <span className="visually-hidden">{said(explanation)}</span>
          </span>
        </td>
      </tr>
      {hasWords && (
        // Heard in the row above.
        <tr aria-hidden className="small soft">
          <td className="identity-below" />
          <td colSpan={3} className="identity-below">
            {said(explanation)}
          </td>
        </tr>
      )}
    </>
  );
}

/** Two identities attribute by attribute, aligned, the differing letters marked; each row says its result in a sentence, to who can't see it, too. */
export function IdentityTable({ evidence, caption }: { evidence: IdentityEvidence; caption: string }) {
  if (evidence.comparisons.length === 0) return null;
  return (
    <table className="identity identity-pair">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <td className="identity-what" />
          <th scope="col">{t('identity.images')}</th>
          <th scope="col">{t('identity.order')}</th>
          <th scope="col" className="identity-result">
            {t('identity.result')}
          </th>
        </tr>
      </thead>
      <tbody>
        {evidence.comparisons.map((comparison) => (
          <ComparisonRows key={comparison.attribute} comparison={comparison} />
        ))}
      </tbody>
    </table>
  );
}
