import { Button, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconClipboardCheck, IconClipboardCopy, IconMail } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import type { OrderDetail } from '#core/contract/orders.js';
import type { HospitalAnswer } from '#core/contract/session.js';
import { useSenderIdentifiers } from '../../api/orders.js';
import { useHospital } from '../../api/session.js';
import { formatDay } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { Note } from '../../app/pieces/note.js';
import { Phones, ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { Arrivals } from './arrivals.js';

type Instruction = [name: string, value: string, note?: string];
type Hospital = Pick<HospitalAnswer, 'aeTitle' | 'dimseHost' | 'dimsePort' | 'dimseTLSPort'>;

function addressOf(order: OrderDetail, hospital: Hospital): Instruction[] {
  const lines: (Instruction | false)[] = [
    [t('pacs.ae-title'), hospital.aeTitle],
    [t('pacs.host'), hospital.dimseHost],
    [t('pacs.port'), String(hospital.dimsePort)],
    hospital.dimseTLSPort !== null && [t('pacs.tls-port'), String(hospital.dimseTLSPort)],
    [t('pacs.own-title'), order.calledAETitle, t('pacs.own-title-note', { day: formatDay(order.calledAETitleExpiresAt) })],
  ];
  return lines.filter((line) => line !== false);
}

function asText(head: string, lines: readonly Instruction[]): string {
  return [head, '', ...lines.map(([name, value]) => `${name}: ${value}`)].join('\n');
}

interface InstructionsProps {
  order: OrderDetail;
  /** As typed, so that what is copied is what will be submitted. */
  patientID: string;
  accession: string;
}

/** What to tell the PACS team, to copy or to mail. A mail names the order only: it may travel unprotected. */
function Instructions({ order, patientID, accession }: InstructionsProps) {
  const hospital = useHospital();
  const clipboard = useClipboard({ timeout: 2000 });
  if (hospital.isPending) return <SkeletonPanel />;
  if (!hospital.data) return <ProblemNote error={hospital.error} onRetry={() => void hospital.refetch()} />;
  const address = addressOf(order, hospital.data);
  const person: Instruction[] = [
    ...(patientID ? [[t('order.sender-patient-id'), patientID] satisfies Instruction] : []),
    ...(accession ? [[t('order.accession'), accession] satisfies Instruction] : []),
  ];
  const words = { hospital: hospital.data.name, order: order.orderNumber };
  const letter = asText(t('pacs.letter', words), [...address, ...person]);
  const mail = asText(t('send.mail', words), address);
  return (
    <div>
      <div className="spread">
        <h3>{t('pacs.tell')}</h3>
        <div className="line">
          <Button
            variant="default"
            size="xs"
            leftSection={clipboard.copied ? <IconClipboardCheck size={16} aria-hidden /> : <IconClipboardCopy size={16} aria-hidden />}
            onClick={() => clipboard.copy(letter)}
          >
            {t(clipboard.copied ? 'act.copied' : 'pacs.copy-all')}
          </Button>
          <Button
            component="a"
            variant="default"
            size="xs"
            leftSection={<IconMail size={16} aria-hidden />}
            href={`mailto:?subject=${encodeURIComponent(t('send.mail-subject', words))}&body=${encodeURIComponent(mail)}`}
          >
            {t('send.by-mail')}
          </Button>
        </div>
      </div>
      <dl className="facts" style={{ marginTop: 8 }}>
        {address.map(([name, value, note]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>
              <Identifier value={value} name={name} />
              {note && <div className="small soft">{note}</div>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function SenderIdentifiers({ order, onDone }: { order: OrderDetail; onDone(): void }) {
  const [patientID, setPatientID] = useState(order.senderPatientID ?? '');
  const [accession, setAccession] = useState(order.senderAccessionNumber ?? '');
  const [description, setDescription] = useState(order.imagesDescription ?? '');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const saving = useSenderIdentifiers(order);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!patientID.trim()) {
      field.current?.focus();
      return;
    }
    const body = {
      senderPatientID: patientID.trim(),
      ...(accession.trim() && { senderAccessionNumber: accession.trim() }),
      ...(description.trim() && { description: description.trim() }),
    };
    saving.mutate(body, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className="panel-body stack">
        <div className="fields">
          <TextInput
            className="whole"
            label={t('uploader.description')}
            description={t('uploader.description-hint')}
            maxLength={200}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <TextInput
            ref={field}
            label={t('send.patient-id')}
            description={t('send.patient-id-hint')}
            required
            autoComplete="off"
            maxLength={64}
            error={tried && !patientID.trim() ? t('pacs.patient-id-missing') : undefined}
            value={patientID}
            onChange={(event) => setPatientID(event.currentTarget.value)}
          />
          <TextInput
            label={t('send.accession')}
            description={t('send.accession-hint')}
            autoComplete="off"
            maxLength={64}
            value={accession}
            onChange={(event) => setAccession(event.currentTarget.value)}
          />
        </div>
        <Instructions order={order} patientID={patientID.trim()} accession={accession.trim()} />
        <Arrivals order={order} />
        {saving.error && <ProblemNote error={saving.error} safe={t('send.safe')} />}
      </div>
      <div className="panel-foot panel-foot-sticky">
        <span className="panel-foot-note small">{t('send.submit-words')}</span>
        <Button type="submit" loading={saving.isPending}>
          {t('pacs.submit')}
        </Button>
      </div>
    </form>
  );
}

/** PACS to PACS: under which Patient ID the images come, what to tell the PACS team, and what is arriving. Submit closes the window. */
export function PacsPanel({ order, onDone }: { order: OrderDetail; onDone(): void }) {
  if (order.pacsToPacsEnabled) return <SenderIdentifiers order={order} onDone={onDone} />;
  return (
    <div className="panel-body">
      <Note>
        <p>{t('pacs.not-enabled', { organization: order.organization.name })}</p>
        <Phones />
      </Note>
    </div>
  );
}
