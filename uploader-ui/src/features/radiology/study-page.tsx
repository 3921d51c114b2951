import { useState } from 'react';
import { useParams } from 'react-router';
import type { StudyDetail } from '#core/contract/studies.js';
import { useSignedInUser } from '../../api/session.js';
import { useStudy } from '../../api/studies.js';
import { useCaughtFocus } from '../../app/focus.js';
import { formatBirthDate, formatBytes, formatDay, formatMoment, formatName } from '../../app/format.js';
import { t, tOr } from '../../app/i18n.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { IdentityTable } from '../../app/pieces/identity-table.js';
import { LedgerExceptions, LedgerSteps } from '../../app/pieces/ledger-steps.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SeriesStrip } from '../../app/pieces/series-picture.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { IdentityStatus, StudyStatus } from '../../app/pieces/status.js';
import { AttachToOrder } from './attach-to-order.js';
import { DecisionBar } from './decision-bar.js';
import { RefusedAnswer } from './decision-problem.js';
import { Decisions } from './decisions.js';
import { Findings } from './findings.js';
import { OrderBeside } from './order-beside.js';
import { Provenance } from './provenance.js';
import { Questions } from './questions.js';

function StudyFacts({ study }: { study: StudyDetail }) {
  return (
    <dl className="facts">
      <dt>{t('column.date')}</dt>
      <dd>{formatDay(study.studyDate)}</dd>
      <dt>{t('study.patient-id')}</dt>
      <dd>
        <Identifier value={study.patient.patientID} name={t('study.patient-id')} />
      </dd>
      <dt>{t('order.accession')}</dt>
      <dd>
        <Identifier value={study.accessionNumber} name={t('order.accession')} />
      </dd>
      <dt>{t('study.uid')}</dt>
      <dd>
        <Identifier value={study.studyInstanceUID} name={t('study.uid')} />
      </dd>
      <dt>{t('study.size')}</dt>
      <dd>
        {t('count.series', { count: study.series.length })} · {t('count.images', { count: study.ledger.received })} ·{' '}
        {formatBytes(study.ledger.byteCount)}
      </dd>
    </dl>
  );
}

/** A study for radiology: what came, whose it is, what is asked, and the decision. */
export function StudyPage() {
  const { studyID = '' } = useParams();
  const [since] = useState(Date.now);
  const query = useStudy(studyID);
  const user = useSignedInUser();
  const study = query.data;
  const heading = useCaughtFocus<HTMLHeadingElement>([study?.stage, ...(study?.questions ?? []).map(({ id }) => id)].join(' '));
  if (query.isPending) return <SkeletonPanel lines={6} />;
  if (!study) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  const mayDecide = user.role === 'radiology';
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1 ref={heading} tabIndex={-1}>
            {formatName(study.patient.name)}
          </h1>
          <p className="soft">
            {[
              study.patient.birthDate && formatBirthDate(study.patient.birthDate),
              study.patient.sex && tOr(`sex.${study.patient.sex}`, study.patient.sex),
              study.modalities.join(', '),
              study.studyDescription,
              t('study.from', { organization: study.organization.name }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <StudyStatus study={study} />
      </div>
      {query.error && <ProblemNote error={query.error} safe={t('order.stale')} onRetry={() => void query.refetch()} />}
      {mayDecide && <RefusedAnswer study={study} since={since} />}
      {study.resentAt && (
        <div style={{ marginBottom: 16 }}>
          <Note tone="attention">
            <p>{t('study.resent', { moment: formatMoment(study.resentAt) })}</p>
          </Note>
        </div>
      )}
      <div className="columns">
        <div>
          {study.questions.map((question) => (
            <Questions key={question.id} study={study} question={question} mayAnswer={mayDecide} />
          ))}
          <section className="panel" aria-labelledby="identity">
            <div className="panel-head">
              <h2 id="identity">{t('study.whose')}</h2>
              <IdentityStatus verdict={study.identityEvidence?.verdict ?? null} />
            </div>
            <div className="panel-body">
              {study.identityEvidence ? (
                <IdentityTable evidence={study.identityEvidence} caption={t('study.whose')} />
              ) : (
                <p className="soft">{t(study.attachedOrder ? 'study.identity-pending' : 'study.identity-no-order')}</p>
              )}
            </div>
          </section>
          <section className="panel" aria-labelledby="pictures">
            <div className="panel-head">
              <h2 id="pictures">{t('study.pictures')}</h2>
              <span className="soft">{t('count.images', { count: study.ledger.received })}</span>
            </div>
            <div className="panel-body">
              <SeriesStrip series={study.series} />
            </div>
          </section>
          <Findings study={study} />
          <Provenance study={study} />
        </div>
        <div>
          <OrderBeside study={study} />
          {mayDecide && <AttachToOrder study={study} />}
          <section className="panel" aria-labelledby="study-ledger">
            <div className="panel-head">
              <h2 id="study-ledger">{t('ledger.name')}</h2>
            </div>
            <div className="panel-body stack-tight">
              <LedgerSteps ledger={study.ledger} />
              <LedgerExceptions ledger={study.ledger} missing={study.missing} />
            </div>
          </section>
          <section className="panel" aria-labelledby="study-facts">
            <div className="panel-head">
              <h2 id="study-facts">{t('column.study')}</h2>
            </div>
            <div className="panel-body">
              <StudyFacts study={study} />
            </div>
          </section>
          <Decisions study={study} />
        </div>
      </div>
      {mayDecide && <DecisionBar study={study} />}
    </>
  );
}
