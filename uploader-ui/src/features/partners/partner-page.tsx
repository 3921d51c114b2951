import { Button } from '@mantine/core';
import { useState } from 'react';
import { usePeers, useReceptions, useRefusals } from '../../api/partners.js';
import { useHospital, useSignedInUser } from '../../api/session.js';
import { formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel, SkeletonRows } from '../../app/pieces/skeleton-rows.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { TableHeads } from '../../app/pieces/table-heads.js';
import { saidOfRefusal } from '../../app/said.js';
import { ReceptionTable } from './reception-table.js';

const PAGE = 50;

function OurSide() {
  const hospital = useHospital();
  if (hospital.isPending) return <SkeletonPanel />;
  if (!hospital.data) return <ProblemNote error={hospital.error} onRetry={() => void hospital.refetch()} />;
  const { name, aeTitle, dimseHost, dimsePort, dimseTLSPort } = hospital.data;
  return (
    <section className="panel" aria-labelledby="our-side">
      <div className="panel-head">
        <h2 id="our-side">{name}</h2>
      </div>
      <dl className="panel-body facts">
        <dt>{t('pacs.ae-title')}</dt>
        <dd>
          <Identifier value={aeTitle} name={t('pacs.ae-title')} />
        </dd>
        <dt>{t('pacs.host')}</dt>
        <dd>
          <Identifier value={dimseHost} name={t('pacs.host')} />
        </dd>
        <dt>{t('pacs.port')}</dt>
        <dd>
          <Identifier value={String(dimsePort)} name={t('pacs.port')} />
        </dd>
        <dt>{t('pacs.tls-port')}</dt>
        <dd>{dimseTLSPort === null ? t('partner.no-tls') : <Identifier value={String(dimseTLSPort)} name={t('pacs.tls-port')} />}</dd>
        <dt>DICOMweb</dt>
        <dd>
          <Identifier value={`${location.origin}/dicom-web`} name="DICOMweb" />
        </dd>
      </dl>
    </section>
  );
}

function Peers() {
  const peers = usePeers();
  return (
    <section className="panel" aria-labelledby="peers">
      <div className="panel-head">
        <h2 id="peers">{t('partner.peers')}</h2>
      </div>
      {peers.isPending && <SkeletonPanel lines={2} />}
      {peers.error && <ProblemNote error={peers.error} onRetry={() => void peers.refetch()} />}
      {peers.data?.peers.length === 0 && <EmptyState title={t('partner.no-peers')}>{t('partner.no-peers-words')}</EmptyState>}
      {peers.data?.peers.map((peer) => (
        <dl key={peer.id} className="panel-body facts">
          <dt>{t('partner.calling')}</dt>
          <dd>
            <Identifier value={peer.aeTitle} name={t('partner.calling')} />
          </dd>
          <dt>{t('partner.from')}</dt>
          <dd className="mono">{peer.addresses.join(', ')}</dd>
          <dt>{t('column.organization')}</dt>
          <dd>{peer.organization.name}</dd>
          <dt>{t('partner.state')}</dt>
          <dd>{t(peer.enabled ? 'partner.enabled' : 'partner.disabled')}</dd>
        </dl>
      ))}
    </section>
  );
}

function Receptions({ chosen, onChoose }: { chosen: string | null; onChoose(id: string | null): void }) {
  const [limit, setLimit] = useState(PAGE);
  const receptions = useReceptions(limit);
  const list = receptions.data?.receptions ?? [];
  return (
    <section aria-labelledby="receptions">
      <h2 id="receptions" style={{ marginBottom: 8 }}>
        {t('partner.log')}
      </h2>
      {receptions.error && <ProblemNote error={receptions.error} onRetry={() => void receptions.refetch()} />}
      <ReceptionTable
        name={t('partner.log')}
        receptions={list}
        isPending={receptions.isPending}
        chosen={chosen}
        acts={{
          heading: 'partner.refusals',
          of: (reception) =>
            reception.refusedCount > 0 && (
              <Button size="compact-sm" variant="subtle" onClick={() => onChoose(reception.id === chosen ? null : reception.id)}>
                {t(reception.id === chosen ? 'partner.show-all' : 'partner.show-refused')}
              </Button>
            ),
        }}
        empty={receptions.data && list.length === 0 && <EmptyState title={t('partner.no-log')}>{t('partner.no-log-words')}</EmptyState>}
      />
      {receptions.data && receptions.data.total > list.length && (
        <Button variant="default" size="xs" mt={8} onClick={() => setLimit(limit + PAGE)}>
          {t('act.show-more')}
        </Button>
      )}
    </section>
  );
}

function Refusals({ reception }: { reception: string | null }) {
  const [limit, setLimit] = useState(PAGE);
  const refusals = useRefusals({ ...(reception && { reception }), limit });
  const list = refusals.data?.refusals ?? [];
  return (
    <section aria-labelledby="refusals" style={{ marginTop: 24 }}>
      <h2 id="refusals" style={{ marginBottom: 8 }}>
        {t(reception ? 'partner.refusals-one' : 'partner.refusals')}
      </h2>
      {refusals.error && <ProblemNote error={refusals.error} onRetry={() => void refusals.refetch()} />}
      <TableFrame name={t('partner.refusals')}>
        <table className="list">
          <TableHeads columns={[['column.when'], ['column.why'], ['column.status'], ['column.from'], ['column.to'], ['column.instance']]} />
          <tbody>
            {refusals.isPending && <SkeletonRows columns={6} />}
            {list.map((refusal) => (
              <tr key={refusal.id}>
                <td>{formatMoment(refusal.at)}</td>
                <td className="wrap">{saidOfRefusal(refusal)}</td>
                <td className="mono">
                  {refusal.status === null ? refusal.code : `${refusal.status.toString(16).toUpperCase().padStart(4, '0')}H`}
                </td>
                <td className="mono">{[refusal.callingAETitle, refusal.remoteAddress].filter(Boolean).join(' @ ') || '–'}</td>
                <td className="mono">{refusal.calledAETitle ?? '–'}</td>
                <td>
                  <Identifier value={refusal.sopInstanceUID} name={t('column.instance')} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {refusals.data && list.length === 0 && <EmptyState title={t('partner.no-refusals')}>{t('partner.no-refusals-words')}</EmptyState>}
      </TableFrame>
      {refusals.data && refusals.data.total > list.length && (
        <Button variant="default" size="xs" mt={8} onClick={() => setLimit(limit + PAGE)}>
          {t('act.show-more')}
        </Button>
      )}
    </section>
  );
}

/** What a partner's PACS team needs: the addresses, their peer, the log of pushes, and every refusal with its reason. */
export function PartnerPage() {
  const user = useSignedInUser();
  const [chosen, setChosen] = useState<string | null>(null);
  const isStaff = user.organization.kind === 'hospital';
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{t(isStaff ? 'nav.partners' : 'nav.partner')}</h1>
          <p className="soft">{t(isStaff ? 'partner.words-staff' : 'partner.words', { organization: user.organization.name })}</p>
        </div>
      </div>
      <div className="columns">
        <div>
          <Receptions chosen={chosen} onChoose={setChosen} />
          <Refusals reception={chosen} />
        </div>
        <div>
          <OurSide />
          <Peers />
        </div>
      </div>
    </>
  );
}
