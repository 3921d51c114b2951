import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { HomeAnswer } from '#core/contract/encounters.js';
import { formatBirthDate, formatCount } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Age } from '../../app/pieces/age.js';
import { nameOf } from '../patients/person.js';

type Stopped = HomeAnswer['stoppedUploads'][number];

function StoppedUpload({ upload }: { upload: Stopped }) {
  const { patient, received, missing } = upload;
  return (
    <li>
      <div className="signed-what">
        <strong>{nameOf(patient)}</strong>
        <div className="status-attention">{t('resume.stopped', { count: received, total: formatCount(received + missing) })}</div>
        <div className="small soft">
          {formatBirthDate(patient.birthDate)} · {upload.orderType} · <Age since={upload.at} />
        </div>
      </div>
      <Button
        component={Link}
        to={`/orders/${upload.orderID}?send=1`}
        size="xs"
        rightSection={<IconArrowRight size={16} aria-hidden />}
        aria-label={`${t('resume.act')}: ${nameOf(patient)}`}
      >
        {t('resume.act')}
      </Button>
    </li>
  );
}

/** Uploads that stopped before everything was here, each with the one way to go on; nothing where none did. */
export function StoppedUploads({ uploads }: { uploads: readonly Stopped[] }) {
  const stopped = uploads.filter(({ isArriving }) => !isArriving);
  if (stopped.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="welcome-stopped">
      <div className="panel-head">
        <h2 id="welcome-stopped">{t('welcome.stopped')}</h2>
      </div>
      <p className="soft" style={{ padding: '8px 16px 0' }}>
        {t('resume.words')}
      </p>
      <ul className="signed-list">
        {stopped.map((upload) => (
          <StoppedUpload key={upload.orderID} upload={upload} />
        ))}
      </ul>
    </section>
  );
}
