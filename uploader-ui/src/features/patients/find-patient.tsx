import { createContext, useContext, useState } from 'react';
import { NavLink, Outlet, useLocation, useNavigate, useSearchParams } from 'react-router';
import { useOpenEncounter } from '../../api/encounters.js';
import { useFocusOnChange } from '../../app/focus.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import type { SearchWords } from './search-line.js';

interface Finding {
  /** The one line of Search My Patients. */
  line: string;
  setLine(line: string): void;
  /** What is known of the person so far; carried from one step to the next, never in the address. */
  words: SearchWords | null;
  setWords(words: SearchWords | null): void;
  /** With a found patient: opens the chart, or Order Entry where an order is being placed. */
  goOn(patientID: string): void;
  placeOrder(patientID: string): void;
  isOpening: boolean;
  isPlacing: boolean;
  /** The address of another step. */
  to(path: string): string;
}

const FindingContext = createContext<Finding | null>(null);

export function useFinding(): Finding {
  const finding = useContext(FindingContext);
  if (!finding) throw new Error('a step of finding a patient stands outside of it');
  return finding;
}

const steps = [
  ['/patients', 'patients.search-mine'],
  ['/patients/all', 'patients.search-all'],
  ['/patients/new', 'patients.create'],
] as const;

/** Search My Patients, then Search all Patients, then Create a new Chart; what was typed goes along. */
export function FindPatient() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [address] = useSearchParams();
  const [line, setLine] = useState('');
  const [words, setWords] = useState<SearchWords | null>(null);
  const opening = useOpenEncounter();
  const isPlacing = address.get('for') === 'order';
  const heading = useFocusOnChange<HTMLHeadingElement>(pathname);
  const to = (path: string): string => (isPlacing ? `${path}?for=order` : path);
  const placeOrder = (patientID: string): void => opening.mutate(patientID, { onSuccess: ({ id }) => void navigate(`/encounters/${id}`) });
  const goOn = (patientID: string): void => (isPlacing ? placeOrder(patientID) : void navigate(`/patients/${patientID}`));
  const step = steps.find(([path]) => path === pathname) ?? steps[0];
  return (
    <div className="narrow-room">
      <div className="page-head">
        <div className="page-head-text">
          <h1 ref={heading} tabIndex={-1}>
            {isPlacing && <span className="soft">{t('order.place')}: </span>}
            {t(step[1])}
          </h1>
          <p className="soft">{t(isPlacing ? 'patients.words-order' : 'patients.words')}</p>
        </div>
      </div>
      <nav className="ways" aria-label={t('patients.ways')}>
        <ol>
          {steps.map(([path, name], index) => (
            <li key={path}>
              <NavLink to={to(path)} end>
                <span className="ways-number" aria-hidden>
                  {index + 1}
                </span>
                {t(name)}
              </NavLink>
            </li>
          ))}
        </ol>
      </nav>
      {opening.error && (
        <div style={{ marginBottom: 16 }}>
          <ProblemNote error={opening.error} safe={t('patients.not-opened')} />
        </div>
      )}
      <FindingContext value={{ line, setLine, words, setWords, goOn, placeOrder, isOpening: opening.isPending, isPlacing, to }}>
        <Outlet />
      </FindingContext>
    </div>
  );
}
