import type { ReactNode } from 'react';
import type { OrderDetail, OrderFile } from '#core/contract/orders.js';
import { attachmentAddress } from '../../api/attachments.js';
import { formatBirthDate } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { formatFileSize } from '../attachments/file-size.js';
import { nameOf } from '../patients/person.js';

const yesNo = (value: boolean | null): string => (value === null ? '–' : t(value ? 'complete.yes' : 'complete.no'));

function stateOf(file: OrderFile): string | null {
  if (file.state === 'quarantined') return t('review.file-set-aside');
  return file.state === 'ready' ? null : t('attach.state-checking');
}

/** Each file that the signature covers, by its name: what is signed is what is seen. */
function Files({ files }: { files: readonly OrderFile[] }) {
  return (
    <ul className="bare-list">
      {files.map((file) => (
        <li key={file.id}>
          {file.state === 'ready' ? (
            <a href={attachmentAddress.content(file.id)} target="_blank" rel="noopener">
              {file.fileName}
            </a>
          ) : (
            file.fileName
          )}
          <div className="small soft">
            {[
              file.description,
              formatFileSize(file.byteCount),
              file.pageCount !== null && t('attach.pages', { count: file.pageCount }),
              stateOf(file),
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </li>
      ))}
    </ul>
  );
}

function patientWords({ patient }: OrderDetail): string {
  const numbers = patient.identifiers.map(({ patientID }) => patientID).join(', ');
  return [
    [nameOf(patient), formatBirthDate(patient.birthDate), patient.sex && t(`sex.${patient.sex}`)].filter(Boolean).join(' · '),
    numbers && `${t('patients.mrn')} ${numbers}`,
    patient.otherNames.join('; '),
  ]
    .filter(Boolean)
    .join('\n');
}

/** All that is signed with an order. */
export function ReviewContent({ order }: { order: OrderDetail }) {
  const { insurance } = order;
  const facts: [string, ReactNode][] = [
    [t('column.patient'), patientWords(order)],
    [t('order.reason'), order.reasonForReferral],
    [t('diagnosis.title'), order.diagnoses.map(({ code, title }) => `${code} ${title}`).join('\n')],
    [t('complete.field-locationID'), order.location ? `${order.location.name}, ${order.location.region}` : ''],
    [t('complete.field-willUploadImages'), yesNo(order.willUploadImages)],
    [t('complete.field-willUploadRecords'), yesNo(order.willUploadRecords)],
    [t('review.records'), order.files.length > 0 && <Files key="files" files={order.files} />],
    [t('complete.field-priority'), t(`complete.priority-${order.priority}`)],
    [t('complete.field-insurance'), insurance ? [insurance.payer, insurance.memberID, insurance.group].filter(Boolean).join(', ') : ''],
    [t('complete.field-comment'), order.comment],
    [t('order.provider'), order.authorizingProvider],
  ];
  return (
    <dl className="facts facts-wide">
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd style={{ whiteSpace: 'pre-line' }}>{value || <span className="soft">–</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
