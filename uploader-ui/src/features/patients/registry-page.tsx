import { Button, TextInput } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { RegistryRow } from '#core/contract/patients.js';
import { useRegistrySearch } from '../../api/patients.js';
import { formatBirthDate } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { TableHeads } from '../../app/pieces/table-heads.js';
import { AdoptPatient } from './adopt-patient.js';
import { useFinding } from './find-patient.js';
import { nameOf } from './person.js';
import { registryLine, type SearchWords } from './search-line.js';

type Field = keyof SearchWords;
const nothing: SearchWords = { familyName: '', givenName: '', birthDate: '', patientID: '' };

/** Name and birth date whole, or an MRN; one of the two is enough. */
function mistakesOf(words: SearchWords): Partial<Record<Field, string>> {
  if (words.patientID.trim().length >= 3) return {};
  const mistakes: Partial<Record<Field, string>> = {};
  const isByName = words.familyName || words.givenName || words.birthDate;
  if (!isByName || words.patientID.trim()) mistakes.patientID = t(words.patientID ? 'patients.wrong-mrn' : 'patients.wrong-nothing');
  if (isByName) {
    if (!words.familyName.trim()) mistakes.familyName = t('patients.wrong-family');
    if (!words.givenName.trim()) mistakes.givenName = t('patients.wrong-given');
    if (!words.birthDate) mistakes.birthDate = t('patients.wrong-birth-date');
  }
  return mistakes;
}

function Found({ people, hasMore, onAdd }: { people: readonly RegistryRow[]; hasMore: boolean; onAdd(person: RegistryRow): void }) {
  const { goOn, isOpening, isPlacing, to } = useFinding();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="panel" aria-labelledby="registry-found">
      <div className="panel-head">
        <h2 id="registry-found" ref={heading} tabIndex={-1}>
          {t('patients.found', { count: people.length })}
        </h2>
      </div>
      {people.length === 0 ? (
        <EmptyState
          title={t('patients.registry-none')}
          action={
            <Button component={Link} to={to('/patients/new')}>
              {t('patients.create')}
            </Button>
          }
        >
          {t('patients.registry-none-words')}
        </EmptyState>
      ) : (
        <TableFrame name={t('patients.search-all')} plain>
          <table className="list">
            <TableHeads columns={[['column.patient'], ['patients.birth-date'], ['patients.sex'], ['patients.act', 'number', 'unseen']]} />
            <tbody>
              {people.map((person) => (
                <tr key={person.id}>
                  <td>
                    {nameOf(person)}
                    {person.isMine && (
                      <span className="status status-good small" style={{ marginLeft: 8 }}>
                        <IconCircleCheck size={14} aria-hidden /> {t('patients.mine')}
                      </span>
                    )}
                  </td>
                  <td>{formatBirthDate(person.birthDate)}</td>
                  <td>{person.sex ? t(`sex.${person.sex}`) : '–'}</td>
                  <td className="number">
                    <Button
                      variant="default"
                      size="compact-sm"
                      disabled={isOpening}
                      onClick={() => (person.isMine ? goOn(person.id) : onAdd(person))}
                      aria-label={`${t(person.isMine ? (isPlacing ? 'order.place' : 'patients.open') : 'patients.adopt')}: ${nameOf(person)}`}
                    >
                      {t(person.isMine ? (isPlacing ? 'order.place' : 'patients.open') : 'patients.adopt')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {hasMore && (
        <div className="panel-body">
          <Note tone="attention">{t('patients.more')}</Note>
        </div>
      )}
      {people.length > 0 && (
        <div className="panel-foot">
          <span className="panel-foot-note">{t('patients.none-of-them')}</span>
          <Button component={Link} to={to('/patients/new')} variant="default">
            {t('patients.create')}
          </Button>
        </div>
      )}
    </section>
  );
}

/** Search all Patients: asks for enough of the person, since these are not the caller's patients yet. */
export function RegistryPage() {
  const finding = useFinding();
  const navigate = useNavigate();
  const [isTried, setTried] = useState(false);
  const [chosen, setChosen] = useState<RegistryRow | null>(null);
  const search = useRegistrySearch();
  const words = finding.words ?? nothing;
  const mistakes = isTried ? mistakesOf(words) : {};
  const field = (name: Field) => ({
    name,
    value: words[name],
    error: mistakes[name],
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => finding.setWords({ ...words, [name]: event.currentTarget.value }),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    const first = Object.keys(mistakesOf(words))[0];
    if (first) event.currentTarget.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else search.mutate(registryLine(words));
  };
  return (
    <>
      <form className="panel" onSubmit={submit} noValidate aria-label={t('patients.search-all')}>
        <div className="panel-body stack">
          <p className="soft">{t('patients.all-words')}</p>
          <div className="fields fields-3">
            <TextInput {...field('familyName')} label={t('patients.family')} autoFocus={!words.familyName} />
            <TextInput {...field('givenName')} label={t('patients.given')} />
            <TextInput {...field('birthDate')} label={t('patients.birth-date')} type="date" />
          </div>
          <div className="or" aria-hidden>
            {t('patients.or')}
          </div>
          <div className="fields fields-3">
            <TextInput {...field('patientID')} label={t('patients.mrn-alone')} description={t('patients.mrn-alone-hint')} />
          </div>
          {search.error && <ProblemNote error={search.error} safe={t('patients.safe')} />}
        </div>
        <div className="panel-foot">
          <span className="panel-foot-note small">{t('patients.all-audited')}</span>
          <Button type="submit" loading={search.isPending}>
            {t('patients.search-all')}
          </Button>
        </div>
      </form>
      {search.data && <Found key={search.submittedAt} people={search.data.patients} hasMore={search.data.hasMore} onAdd={setChosen} />}
      {!search.data && (
        <p className="small" style={{ marginTop: 16 }}>
          <Link to={finding.to('/patients')}>{t('patients.back-to-mine')}</Link>
        </p>
      )}
      {chosen && (
        <AdoptPatient
          person={chosen}
          onClose={() => setChosen(null)}
          onAdded={(id) => (finding.isPlacing ? finding.placeOrder(id) : void navigate(`/patients/${id}`))}
        />
      )}
    </>
  );
}
