import { Button } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { PatientChart } from '#core/contract/patients.js';
import { useOpenEncounter } from '../../api/encounters.js';
import { useOrders } from '../../api/orders.js';
import { usePatient } from '../../api/patients.js';
import { formatDay, formatName } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { useShortcuts } from '../../app/shortcuts.js';
import { OrdersTable } from '../order-entry/orders-table.js';
import { ChangeChart } from './change-chart.js';
import { nameOf, PatientBanner } from './person.js';

function ChartFacts({ patient }: { patient: PatientChart }) {
  const [isChanging, setChanging] = useState(false);
  const facts = [
    [t('patients.address'), [patient.address, [patient.postalCode, patient.city].filter(Boolean).join(' ')].filter(Boolean).join(', ')],
    [t('patients.phone'), patient.phone],
    [t('patients.language'), patient.preferredLanguage],
  ];
  return (
    <section className="panel" aria-labelledby="chart-who">
      <div className="panel-head">
        <h2 id="chart-who">{t('chart.who')}</h2>
        {patient.mayChange && (
          <Button variant="default" size="xs" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setChanging(true)}>
            {t('chart.edit')}
          </Button>
        )}
      </div>
      <div className="panel-body stack-tight">
        <dl className="facts">
          {patient.otherNames.length > 0 && (
            <>
              <dt>{t('patients.other-names')}</dt>
              <dd>
                <ul className="bare-list">
                  {patient.otherNames.map((name) => (
                    <li key={name}>{formatName(name)}</li>
                  ))}
                </ul>
              </dd>
            </>
          )}
          {patient.identifiers.map(({ patientID, issuerOfPatientID }) => (
            <div key={patientID} style={{ display: 'contents' }}>
              <dt>{t('patients.mrn')}</dt>
              <dd>
                <Identifier value={patientID} name={t('patients.mrn')} />
                {issuerOfPatientID && <div className="small soft">{t('chart.issuer', { issuer: issuerOfPatientID })}</div>}
              </dd>
            </div>
          ))}
          {facts.map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value || <span className="soft">–</span>}</dd>
            </div>
          ))}
        </dl>
        {!patient.mayChange && <p className="small soft">{t('chart.not-yours')}</p>}
      </div>
      {isChanging && <ChangeChart patient={patient} onClose={() => setChanging(false)} />}
    </section>
  );
}

function Diagnoses({ patient }: { patient: PatientChart }) {
  return (
    <section className="panel" aria-labelledby="chart-diagnoses">
      <div className="panel-head">
        <h2 id="chart-diagnoses">{t('chart.diagnoses')}</h2>
      </div>
      {patient.diagnoses.length === 0 ? (
        <p className="panel-body soft">{t('chart.no-diagnoses')}</p>
      ) : (
        <ul className="panel-body plain-list">
          {patient.diagnoses.map(({ code, title, notedAt }) => (
            <li key={code}>
              <span className="mono">{code}</span> {title}
              <div className="small soft">{t('chart.noted', { day: formatDay(notedAt) })}</div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** A patient's chart as the organization sees it: who, diagnoses, orders, and the way to a new one. */
export function ChartPage() {
  const { patientID = '' } = useParams();
  const navigate = useNavigate();
  const query = usePatient(patientID);
  const orders = useOrders({ patient: patientID });
  const opening = useOpenEncounter();
  const place = (): void => opening.mutate(patientID, { onSuccess: ({ id }) => void navigate(`/encounters/${id}`) });
  useShortcuts([{ key: 'n', words: 'order.place', act: place }]);
  const patient = query.data;
  if (query.isPending) return <SkeletonPanel lines={6} />;
  if (!patient) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  const list = orders.data?.orders ?? [];
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <p className="small">
            <Link to="/patients">{t('patients.search-mine')}</Link>
          </p>
          <h1 className="visually-hidden">{t('chart.title', { name: nameOf(patient) })}</h1>
        </div>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={place} loading={opening.isPending}>
          {t('order.place')}
        </Button>
      </div>
      <PatientBanner patient={patient} />
      {opening.error && (
        <div style={{ marginBottom: 16 }}>
          <ProblemNote error={opening.error} safe={t('patients.not-opened')} />
        </div>
      )}
      <div className="columns">
        <section className="panel" aria-labelledby="chart-orders">
          <div className="panel-head">
            <h2 id="chart-orders">{t('chart.orders')}</h2>
          </div>
          {orders.isPending && <SkeletonPanel />}
          {orders.error && <ProblemNote error={orders.error} onRetry={() => void orders.refetch()} />}
          {list.length > 0 && <OrdersTable orders={list} name={t('chart.orders')} />}
          {orders.data && list.length === 0 && <EmptyState title={t('chart.no-orders')}>{t('chart.no-orders-words')}</EmptyState>}
        </section>
        <div>
          <ChartFacts patient={patient} />
          <Diagnoses patient={patient} />
        </div>
      </div>
    </>
  );
}
