import { formatBirthDate } from '../../app/format.js';
import { t } from '../../app/i18n.js';

export interface PersonShown {
  familyName: string;
  givenName: string;
  middleName?: string;
  birthDate: string | null;
  sex: 'F' | 'M' | 'O' | null;
}

/** Family name first, as lists are read. */
export function nameOf(person: Pick<PersonShown, 'familyName' | 'givenName' | 'middleName'>): string {
  return [person.familyName, [person.givenName, person.middleName].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}

/** Birth date with age, and sex, in one line. */
export function PersonLine({ person }: { person: PersonShown }) {
  return (
    <span className="soft">
      {[person.birthDate && formatBirthDate(person.birthDate), person.sex && t(`sex.${person.sex}`)].filter(Boolean).join(' · ')}
    </span>
  );
}

interface BannerPerson extends PersonShown {
  identifiers: readonly { patientID: string; issuerOfPatientID: string | null }[];
}

/** Who this is about, at the top of every page where something is done for a patient. */
export function PatientBanner({ patient }: { patient: BannerPerson }) {
  return (
    <section className="patient-banner" aria-label={t('patients.banner')}>
      <strong className="patient-banner-name">{nameOf(patient)}</strong>
      <dl>
        <div>
          <dt>{t('patients.birth-date')}</dt>
          <dd>{formatBirthDate(patient.birthDate)}</dd>
        </div>
        <div>
          <dt>{t('patients.sex')}</dt>
          <dd>{patient.sex ? t(`sex.${patient.sex}`) : '–'}</dd>
        </div>
        <div>
          <dt>{t('patients.mrn')}</dt>
          <dd className="mono">{patient.identifiers.map(({ patientID }) => patientID).join(', ') || '–'}</dd>
        </div>
      </dl>
    </section>
  );
}
