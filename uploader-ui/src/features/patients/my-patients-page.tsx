import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useRef } from 'react';
import { Link, useNavigate } from 'react-router';
import type { PatientListItem } from '#core/contract/patients.js';
import { usePatientSearch } from '../../api/patients.js';
import { formatBirthDate } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonRows } from '../../app/pieces/skeleton-rows.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { TableHeads } from '../../app/pieces/table-heads.js';
import { Tips } from '../../app/pieces/tips.js';
import { useShortcuts } from '../../app/shortcuts.js';
import { useFinding } from './find-patient.js';
import { nameOf } from './person.js';
import { readSearchLine } from './search-line.js';

/** Arrow keys go through the rows and back to the search line. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...document.querySelectorAll<HTMLElement>('[data-patient-row]')];
  const next = rows.indexOf(event.currentTarget) + (event.key === 'ArrowDown' ? 1 : -1);
  event.preventDefault();
  if (next < 0) document.querySelector<HTMLElement>('[data-patient-search]')?.focus();
  else rows[Math.min(next, rows.length - 1)]?.focus();
}

function PatientRow({ patient }: { patient: PatientListItem }) {
  const { goOn, placeOrder, isOpening, isPlacing } = useFinding();
  const name = nameOf(patient);
  return (
    <tr className="opens" onClick={() => goOn(patient.id)}>
      <td>
        <Link
          to={`/patients/${patient.id}`}
          className="row-link"
          data-patient-row
          onKeyDown={moveFocus}
          onClick={(event) => {
            event.stopPropagation();
            if (!isPlacing || event.metaKey || event.ctrlKey) return;
            event.preventDefault();
            goOn(patient.id);
          }}
        >
          {name}
        </Link>
      </td>
      <td>{formatBirthDate(patient.birthDate)}</td>
      <td>{patient.sex ? t(`sex.${patient.sex}`) : '–'}</td>
      <td className="mono">{patient.identifiers.map(({ patientID }) => patientID).join(', ') || '–'}</td>
      <td className="number">
        <Button
          variant="default"
          size="compact-sm"
          disabled={isOpening}
          onClick={(event) => {
            event.stopPropagation();
            placeOrder(patient.id);
          }}
          aria-label={t('patients.place-for', { name })}
        >
          {t('order.place')}
        </Button>
      </td>
    </tr>
  );
}

/** What stands below the list: the next ways, with what was typed. */
function NotFound() {
  const { line, setWords, to } = useFinding();
  const navigate = useNavigate();
  const go = (path: string): void => {
    setWords(readSearchLine(line));
    void navigate(to(path));
  };
  return (
    <div className="line">
      <Button variant="default" onClick={() => go('/patients/all')}>
        {t('patients.search-all')}
      </Button>
      <Button variant="subtle" onClick={() => go('/patients/new')}>
        {t('patients.create')}
      </Button>
    </div>
  );
}

/** Search My Patients: one line, results as one types. */
export function MyPatientsPage() {
  const { line, setLine, goOn } = useFinding();
  const [settled] = useDebouncedValue(line.trim(), 200);
  const search = useRef<HTMLInputElement>(null);
  const found = usePatientSearch(settled);
  const navigate = useNavigate();
  const list = found.data?.patients ?? [];
  useShortcuts([
    { key: '/', words: 'keys.search', act: () => search.current?.focus() },
    { key: 'n', words: 'patients.create', act: () => void navigate('/patients/new') },
  ]);
  const isSettled = settled === line.trim() && !found.isPlaceholderData && found.isSuccess;
  const said = !isSettled ? '' : settled === '' ? '' : t('patients.found', { count: found.data.total });
  return (
    <>
      <search>
        <TextInput
          ref={search}
          data-patient-search
          type="search"
          label={t('patients.line')}
          description={t('patients.line-hint')}
          placeholder={t('patients.line-example')}
          autoComplete="off"
          autoFocus
          leftSection={<IconSearch size={16} aria-hidden />}
          value={line}
          onChange={(event) => setLine(event.currentTarget.value)}
          onKeyDown={(event) => {
            moveFocus(event);
            if (event.key === 'Enter' && isSettled && list.length === 1 && list[0]) goOn(list[0].id);
          }}
        />
      </search>
      <p className="small soft search-said" role="status">
        {said || (settled === '' ? t('patients.recent') : '')}
      </p>
      {found.error && <ProblemNote error={found.error} onRetry={() => void found.refetch()} />}
      {!found.error && (
        <TableFrame name={t('patients.search-mine')} busy={!isSettled}>
          <table className="list">
            <TableHeads
              columns={[
                ['column.patient'],
                ['patients.birth-date'],
                ['patients.sex'],
                ['patients.mrn'],
                ['patients.act', 'number', 'unseen'],
              ]}
            />
            <tbody>
              {found.isPending && <SkeletonRows columns={5} />}
              {list.map((patient) => (
                <PatientRow key={patient.id} patient={patient} />
              ))}
            </tbody>
          </table>
          {found.data && list.length === 0 && (
            <EmptyState title={t(settled ? 'patients.none' : 'patients.empty')}>
              {t(settled ? 'patients.none-words' : 'patients.empty-words')}
            </EmptyState>
          )}
        </TableFrame>
      )}
      <section className="after-list" aria-labelledby="patients-not-here">
        <div>
          <h2 id="patients-not-here">{t('patients.not-here')}</h2>
          <p className="soft">{t('patients.not-here-words')}</p>
        </div>
        <NotFound />
      </section>
      <Tips topic="patients" />
    </>
  );
}
