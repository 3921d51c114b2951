import { Radio, Select, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MissingItem, OrderDetail } from '#core/contract/orders.js';
import type { HospitalAnswer } from '#core/contract/session.js';
import { useHospital } from '../../api/session.js';
import { t } from '../../app/i18n.js';
import { Attachments } from '../attachments/attachments.js';
import { DiagnosisAssociation } from './diagnosis-association.js';
import type { DraftContent } from './draft-content.js';

interface FormProps {
  order: OrderDetail;
  content: DraftContent;
  /** What is missing is told at its field once the review asked for it. */
  wrong(item: MissingItem): string | undefined;
  onChange(part: Partial<DraftContent>): void;
  onLeaveField(): void;
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{title}</h2>
      </div>
      <div className="panel-body stack">{children}</div>
    </section>
  );
}

function YesNo({
  name,
  value,
  error,
  onChange,
}: {
  name: 'willUploadImages' | 'willUploadRecords';
  value: boolean | null;
  error: string | undefined;
  onChange(value: boolean): void;
}) {
  return (
    <Radio.Group
      id={`field-${name}`}
      label={t(`complete.field-${name}`)}
      description={t(`complete.${name}-hint`)}
      required
      error={error}
      value={value === null ? null : value ? 'yes' : 'no'}
      onChange={(answer) => onChange(answer === 'yes')}
    >
      <div className="line yes-no">
        <Radio value="yes" label={t('complete.yes')} />
        <Radio value="no" label={t('complete.no')} />
      </div>
    </Radio.Group>
  );
}

function LocationChoice({ content, wrong, onChange }: Pick<FormProps, 'content' | 'wrong' | 'onChange'>) {
  const locations = useHospital().data?.locations ?? [];
  const regions = [...new Set(locations.map(({ region }) => region))];
  const chosen: HospitalAnswer['locations'][number] | undefined = locations.find(({ id }) => id === content.locationID);
  return (
    <Select
      id="field-location"
      label={t('complete.field-locationID')}
      placeholder={t('complete.location-choose')}
      required
      searchable
      error={wrong('location')}
      nothingFoundMessage={t('complete.location-none')}
      value={content.locationID}
      data={regions.map((region) => ({
        group: region,
        items: locations.filter((location) => location.region === region).map(({ id, name }) => ({ value: id, label: name })),
      }))}
      onChange={(locationID) => onChange({ locationID })}
      description={chosen && [chosen.address, chosen.phone].filter(Boolean).join(' · ')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    />
  );
}

const noInsurance = { payer: '', memberID: '', group: '' };

function Insurance({ content, onChange, onLeaveField }: Pick<FormProps, 'content' | 'onChange' | 'onLeaveField'>) {
  const insurance = content.insurance ?? noInsurance;
  const change = (part: Partial<typeof noInsurance>): void => {
    const next = { ...insurance, ...part };
    onChange({ insurance: Object.values(next).some((value) => value !== '') ? next : null });
  };
  const field = (name: keyof typeof noInsurance, maxLength: number) => ({
    label: t(`complete.insurance-${name}`),
    value: insurance[name],
    maxLength,
    autoComplete: 'off',
    onBlur: onLeaveField,
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
  });
  return (
    <fieldset className="bare">
      <legend className="group-label">
        {t('complete.field-insurance')} <span className="soft">{t('complete.optional')}</span>
      </legend>
      <div className="fields fields-3">
        <TextInput {...field('payer', 100)} />
        <TextInput {...field('memberID', 50)} />
        <TextInput {...field('group', 50)} />
      </div>
    </fieldset>
  );
}

function Questions({ content, wrong, onChange, onLeaveField }: FormProps) {
  return (
    <Part id="complete-questions" title={t('complete.questions')}>
      <LocationChoice content={content} wrong={wrong} onChange={onChange} />
      <div className="fields">
        <YesNo
          name="willUploadImages"
          value={content.willUploadImages}
          error={wrong('willUploadImages')}
          onChange={(willUploadImages) => onChange({ willUploadImages })}
        />
        <YesNo
          name="willUploadRecords"
          value={content.willUploadRecords}
          error={wrong('willUploadRecords')}
          onChange={(willUploadRecords) => onChange({ willUploadRecords })}
        />
      </div>
      <Radio.Group
        label={t('complete.field-priority')}
        value={content.priority}
        onChange={(value) => onChange({ priority: value as DraftContent['priority'] })}
      >
        <div className="line yes-no">
          <Radio value="routine" label={t('complete.priority-routine')} />
          <Radio value="urgent" label={t('complete.priority-urgent')} />
        </div>
      </Radio.Group>
      <Insurance content={content} onChange={onChange} onLeaveField={onLeaveField} />
    </Part>
  );
}

/** What a person fills in on a draft. */
export function DraftForm(props: FormProps) {
  const { order, content, wrong, onChange, onLeaveField } = props;
  return (
    <>
      <Part id="complete-reason" title={t('complete.why')}>
        <Textarea
          id="field-reasonForReferral"
          label={t('order.reason')}
          description={t('complete.reason-hint')}
          required
          autosize
          minRows={3}
          maxRows={14}
          maxLength={4000}
          error={wrong('reasonForReferral')}
          value={content.reasonForReferral}
          onChange={(event) => onChange({ reasonForReferral: event.currentTarget.value })}
          onBlur={onLeaveField}
        />
        <DiagnosisAssociation
          patientID={order.patientID}
          diagnoses={content.diagnoses}
          error={wrong('diagnoses')}
          onChange={(diagnoses) => onChange({ diagnoses })}
        />
      </Part>
      <Questions {...props} />
      <section className="panel" aria-labelledby="complete-files" id="field-attachments" tabIndex={-1}>
        <div className="panel-head">
          <h2 id="complete-files">{t('complete.attach')}</h2>
        </div>
        <div className="panel-body stack-tight">
          {content.willUploadRecords === false && <p className="soft">{t('complete.attach-anyway')}</p>}
          {wrong('attachments-under-way') && <p className="status-attention">{wrong('attachments-under-way')}</p>}
          <Attachments orderID={order.id} state={order.state} />
        </div>
      </section>
      <Part id="complete-comment" title={t('complete.field-comment')}>
        <Textarea
          label={t('complete.comment-label')}
          description={t('complete.comment-hint')}
          autosize
          minRows={2}
          maxRows={10}
          maxLength={2000}
          value={content.comment}
          onChange={(event) => onChange({ comment: event.currentTarget.value })}
          onBlur={onLeaveField}
        />
      </Part>
    </>
  );
}
