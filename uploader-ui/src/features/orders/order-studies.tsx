import { Link } from 'react-router';
import type { OrderDetail, OrderStudy } from '#core/contract/orders.js';
import { useSignedInUser } from '../../api/session.js';
import { formatDay, formatMoment } from '../../app/format.js';
import { t, tOr } from '../../app/i18n.js';
import { LedgerExceptions, LedgerSteps } from '../../app/pieces/ledger-steps.js';
import { Note } from '../../app/pieces/note.js';
import { SeriesStrip } from '../../app/pieces/series-picture.js';
import { StudyStatus } from '../../app/pieces/status.js';
import { DecisionNote } from './decision-note.js';

function Decision({ study }: { study: OrderStudy }) {
  if (study.decision) return <DecisionNote decision={study.decision} stands />;
  if (study.openQuestions.length > 0) {
    return (
      <Note tone="attention">
        {t('study.question-words')} {study.openQuestions.map((kind) => tOr(`question.${kind}`, kind)).join(' · ')}
      </Note>
    );
  }
  return null;
}

/** Decisions that do not stand any more: more images came since, or somebody took them back. */
function EarlierDecisions({ study }: { study: OrderStudy }) {
  const earlier = study.decisions.filter(({ id }) => id !== study.decision?.id);
  if (earlier.length === 0) return null;
  return (
    <section className="stack-tight" aria-label={t('decision.earlier')}>
      <h3>{t('decision.earlier')}</h3>
      {!study.decision && <p className="soft">{t('decision.reopened')}</p>}
      {earlier.map((decision) => (
        <DecisionNote key={decision.id} decision={decision} stands={false} />
      ))}
    </section>
  );
}

function StudyCard({ study }: { study: OrderStudy }) {
  const user = useSignedInUser();
  const title = study.studyDescription || t('study.untitled');
  return (
    <article className="panel" aria-label={title}>
      <div className="panel-head">
        <h2>{user.organization.kind === 'hospital' ? <Link to={`/studies/${study.id}`}>{title}</Link> : title}</h2>
        <StudyStatus study={study} />
      </div>
      <div className="panel-body stack">
        <p className="soft">
          {[
            formatDay(study.studyDate),
            study.modalities.join(', '),
            t('count.series', { count: study.series.length }),
            t('study.received', { moment: formatMoment(study.lastReceivedAt) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <Decision study={study} />
        <SeriesStrip series={study.series} />
        <LedgerSteps ledger={study.ledger} />
        <LedgerExceptions ledger={study.ledger} missing={study.missing} />
        <EarlierDecisions study={study} />
      </div>
    </article>
  );
}

/** The studies that belong to the order, each with its pictures, its ledger and radiology's decision. */
export function OrderStudies({ order }: { order: OrderDetail }) {
  if (order.studies.length === 0) return null;
  return (
    <section aria-labelledby="order-studies" style={{ margin: '24px 0' }}>
      <h2 id="order-studies" style={{ marginBottom: 8 }}>
        {t('order.studies', { count: order.studies.length })}
      </h2>
      {order.studies.map((study) => (
        <StudyCard key={study.id} study={study} />
      ))}
    </section>
  );
}
