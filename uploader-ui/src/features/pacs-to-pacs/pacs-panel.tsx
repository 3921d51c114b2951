import { Button, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconClipboardCheck, IconClipboardCopy } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { OrderDetail } from '#core/contract/orders.js';
import { useSenderIdentifiers } from '../../api/orders.js';
import { useHospital } from '../../api/session.js';
import { formatDay, formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { CopyButton } from '../../app/pieces/identifier.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { Arrivals } from './arrivals.js';

type Instruction = [name: string, value: string, note?: string];

function instructionsOf(
  order: OrderDetail,
  hospital: { aeTitle: string; dimseHost: string; dimsePort: number; dimseTLSPort: number | null },
): Instruction[] {
  const expires = t('pacs.own-title-note', { day: formatDay(order.calledAETitleExpiresAt) });
  const lines: (Instruction | false)[] = [
    [t('pacs.ae-title'), hospital.aeTitle],
    [t('pacs.host'), hospital.dimseHost],
    [t('pacs.port'), String(hospital.dimsePort)],
    hospital.dimseTLSPort !== null && [t('pacs.tls-port'), String(hospital.dimseTLSPort)],
    order.senderPatientID !== null && [t('order.sender-patient-id'), order.senderPatientID],
    order.senderAccessionNumber !== null && [t('order.accession'), order.senderAccessionNumber],
    [t('pacs.own-title'), order.calledAETitle, expires],
  ];
  return lines.filter((line) => line !== false);
}

function Instructions({ order }: { order: OrderDetail }) {
  const hospital = useHospital();
  const clipboard = useClipboard({ timeout: 2000 });
  if (hospital.isPending) return <SkeletonPanel />;
  if (!hospital.data) return <ProblemNote error={hospital.error} onRetry={() => void hospital.refetch()} />;
  const lines = instructionsOf(order, hospital.data);
  const asText = [
    t('pacs.letter', { hospital: hospital.data.name, order: order.orderNumber }),
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ].join('\n');
  return (
    <>
      <div className="spread">
        <h3>{t('pacs.tell')}</h3>
        <Button
          variant="default"
          size="xs"
          leftSection={clipboard.copied ? <IconClipboardCheck size={16} aria-hidden /> : <IconClipboardCopy size={16} aria-hidden />}
          onClick={() => clipboard.copy(asText)}
        >
          {t(clipboard.copied ? 'act.copied' : 'pacs.copy-all')}
        </Button>
      </div>
      <dl className="facts" style={{ marginTop: 8 }}>
        {lines.map(([name, value, note]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>
              <span className="identifier">
                <code>{value}</code>
                <CopyButton text={value} name={name} />
              </span>
              {note && <div className="small soft">{note}</div>}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function SenderIdentifiers({ order, onDone }: { order: OrderDetail; onDone(): void }) {
  const [patientID, setPatientID] = useState(order.senderPatientID ?? '');
  const [accession, setAccession] = useState(order.senderAccessionNumber ?? '');
  const [description, setDescription] = useState(order.imagesDescription ?? '');
  const [tried, setTried] = useState(false);
  const saving = useSenderIdentifiers(order);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!patientID.trim()) return;
    const body = {
      senderPatientID: patientID.trim(),
      ...(accession.trim() && { senderAccessionNumber: accession.trim() }),
      ...(description.trim() && { description: description.trim() }),
    };
    saving.mutate(body, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate className="stack">
      <TextInput
        label={t('place.senderPatientID')}
        description={t('place.senderPatientID-hint')}
        required
        autoComplete="off"
        error={tried && !patientID.trim() ? t('pacs.patient-id-missing') : undefined}
        value={patientID}
        onChange={(event) => setPatientID(event.currentTarget.value)}
      />
      <TextInput
        label={t('place.senderAccessionNumber')}
        description={t('place.senderAccessionNumber-hint')}
        autoComplete="off"
        value={accession}
        onChange={(event) => setAccession(event.currentTarget.value)}
      />
      <TextInput
        label={t('uploader.description')}
        maxLength={200}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      {saving.error && <ProblemNote error={saving.error} />}
      <div className="line" style={{ justifyContent: 'flex-end' }}>
        <Button type="submit" loading={saving.isPending}>
          {t('pacs.submit')}
        </Button>
      </div>
    </form>
  );
}

/** PACS to PACS: under which Patient ID the images come, what to tell the PACS team, and what is arriving. */
export function PacsPanel({ order }: { order: OrderDetail }) {
  const hasCome = order.receptions.some((reception) => reception.door === 'dimse');
  const [isEditing, setEditing] = useState(order.senderPatientID === null);
  if (!order.pacsToPacsEnabled) {
    return (
      <div className="panel-body">
        <Note>
          <p>{t('pacs.not-enabled', { organization: order.organization.name })}</p>
        </Note>
      </div>
    );
  }
  return (
    <div className="panel-body stack">
      {isEditing ? (
        <SenderIdentifiers order={order} onDone={() => setEditing(false)} />
      ) : (
        <>
          <Note tone={hasCome ? 'good' : 'plain'}>
            <div className="spread">
              <span>{hasCome ? t('pacs.came') : t('pacs.awaited', { id: order.senderPatientID ?? '' })}</span>
              <Button variant="subtle" size="xs" onClick={() => setEditing(true)}>
                {t('pacs.change')}
              </Button>
            </div>
          </Note>
          <Instructions order={order} />
        </>
      )}
      <Arrivals order={order} moment={formatMoment} />
    </div>
  );
}
