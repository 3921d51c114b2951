import { Select, TextInput } from '@mantine/core';
import { formatBirthDate } from '../../app/format.js';
import { t, type WordKey } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { labels, sexes, type TextField } from './chart-form.js';
import { OtherNames, type OtherNamesProps } from './other-names.js';

interface ChartFieldsProps {
  typedIn(name: TextField): string;
  faultOf(name: string): string | undefined;
  onChange(name: TextField, value: string): void;
}

function textOf({ typedIn, faultOf, onChange }: ChartFieldsProps) {
  return (name: TextField) => ({
    name,
    label: t(labels[name] as WordKey),
    value: typedIn(name),
    error: faultOf(name),
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => onChange(name, event.currentTarget.value),
  });
}

/** Who it is, as the legal document has it. */
export function IdentityFields({ hasPatientID = true, ...props }: ChartFieldsProps & OtherNamesProps & { hasPatientID?: boolean }) {
  const text = textOf(props);
  const birthDate = props.typedIn('birthDate');
  return (
    <div className="stack">
      <Note>{t('patients.legal-document')}</Note>
      <div className="fields">
        <TextInput {...text('familyName')} required autoFocus data-autofocus />
        <TextInput {...text('givenName')} required />
        <TextInput {...text('middleName')} />
        <TextInput
          {...text('birthDate')}
          type="date"
          required
          max={new Date().toISOString().slice(0, 10)}
          description={/^[12]\d{3}-/.test(birthDate) ? formatBirthDate(birthDate) : undefined}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
        <Select
          label={t('patients.sex')}
          name="sex"
          required
          error={props.faultOf('sex')}
          value={props.typedIn('sex') || null}
          data={sexes.map((value) => ({ value, label: t(`sex.${value}`) }))}
          onChange={(value) => props.onChange('sex', value ?? '')}
          allowDeselect={false}
        />
        {hasPatientID && <TextInput {...text('patientID')} description={t('patients.mrn-here-hint')} />}
      </div>
      <OtherNames {...props} />
    </div>
  );
}

/** Where the person lives and is called. */
export function ContactFields(props: ChartFieldsProps) {
  const text = textOf(props);
  return (
    <div className="fields">
      <TextInput {...text('address')} className="whole" />
      <TextInput {...text('city')} />
      <TextInput {...text('postalCode')} />
      <TextInput {...text('phone')} type="tel" />
      <TextInput {...text('preferredLanguage')} />
    </div>
  );
}
