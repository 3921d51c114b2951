import { displayName } from '#core/identity/judge-identity.js';
import type { StatedPatient } from '#core/identity/statements.js';
import { formatBirthDate, formatCount } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { IdentityTable } from '../../app/pieces/identity-table.js';
import type { FoundStatement, FoundStudy } from './group-studies.js';

const mostShown = 4;

export const nameIn = (patient: StatedPatient | undefined): string => displayName(patient?.patientName ?? null) ?? t('uploader.no-name');

/** Whose images these are, as they say: name and birth date. */
export function whoIn(patient: StatedPatient): string {
  return [nameIn(patient), patient.patientBirthDate && formatBirthDate(patient.patientBirthDate)].filter(Boolean).join(', ');
}

/** The first names of a long list of them. */
export function namesIn(statements: readonly FoundStatement[]): string {
  const names = [...new Set(statements.map(({ patient }) => nameIn(patient)))];
  return names.length > mostShown ? `${names.slice(0, mostShown).join(' · ')} …` : names.join(' · ');
}

/** What does not agree with the order's patient, statement by statement, each attribute by attribute. */
export function Differences({ study, statements }: { study: FoundStudy; statements: readonly FoundStatement[] }) {
  const isOne = study.statements.length === 1;
  return (
    <>
      {statements.slice(0, mostShown).map((statement) => {
        const who = whoIn(statement.patient);
        return (
          <div className="found-note" key={JSON.stringify(statement.patient)}>
            {!isOne && <p>{t('uploader.statement', { count: statement.instanceCount, total: formatCount(study.instanceCount), who })}</p>}
            <IdentityTable evidence={statement.evidence} caption={isOne ? t('study.whose') : t('uploader.whose', { who })} />
          </div>
        );
      })}
      {statements.length > mostShown && (
        <p className="found-note soft">{t('uploader.more-statements', { count: statements.length - mostShown })}</p>
      )}
    </>
  );
}
