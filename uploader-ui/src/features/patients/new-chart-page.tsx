import { Button } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { DuplicateCandidate } from '#core/contract/patients.js';
import { likelyDuplicates, useChartCreation } from '../../api/patients.js';
import { ApiError } from '../../api/problems.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { Tips } from '../../app/pieces/tips.js';
import { saidOfFields } from '../../app/said.js';
import { AdoptPatient } from './adopt-patient.js';
import { ContactFields, IdentityFields } from './chart-fields.js';
import { type ChartField, type ChartForm, chartFields, chartMistakes, chartRequestOf, emptyChart, type TextField } from './chart-form.js';
import { Duplicates } from './duplicates.js';
import { useFinding } from './find-patient.js';

/** Create a new Chart; likely duplicates are shown before it is made. */
export function NewChartPage() {
  const finding = useFinding();
  const navigate = useNavigate();
  const [form, setForm] = useState(() => emptyChart(finding.words));
  const [isTried, setTried] = useState(false);
  const [adopted, setAdopted] = useState<DuplicateCandidate | null>(null);
  const formElement = useRef<HTMLFormElement>(null);
  const creation = useChartCreation();
  // Who was said to be somebody else; a second answer may name others.
  const [others, setOthers] = useState<readonly string[]>([]);
  const candidates = likelyDuplicates(creation.error);
  const told = saidOfFields(creation.error instanceof ApiError ? creation.error.problem?.fields : undefined);
  const mistakes = isTried ? chartMistakes(form) : {};
  const change = (name: ChartField, value: string | readonly string[]): void => {
    const next: ChartForm = { ...form, [name]: value };
    setForm(next);
    finding.setWords({ familyName: next.familyName, givenName: next.givenName, birthDate: next.birthDate, patientID: next.patientID });
  };
  const fields = {
    typedIn: (name: TextField) => form[name],
    faultOf: (name: string) => mistakes[name] ?? told[name],
    onChange: change,
    otherNames: form.otherNames,
    onOtherNames: (names: readonly string[]) => change('otherNames', names),
  };
  const goTo = (id: string): void => (finding.isPlacing ? finding.placeOrder(id) : void navigate(`/patients/${id}`));
  const create = (notTheSameAs: string[]): void => {
    setTried(true);
    const wrong = chartMistakes(form);
    const first = chartFields.flatMap((name) => Object.keys(wrong).filter((key) => key === name || key.startsWith(`${name}.`)))[0];
    if (first) formElement.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else creation.mutate(chartRequestOf(form, notTheSameAs), { onSuccess: ({ id }) => goTo(id) });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setOthers([]);
    create([]);
  };
  return (
    <>
      <form onSubmit={submit} noValidate ref={formElement} hidden={candidates !== null} aria-label={t('patients.create')}>
        <section className="panel" aria-labelledby="chart-identity">
          <div className="panel-head">
            <h2 id="chart-identity">{t('patients.identity')}</h2>
            <span className="small soft">{t('patients.required-note')}</span>
          </div>
          <div className="panel-body">
            <IdentityFields {...fields} />
          </div>
        </section>
        <section className="panel" aria-labelledby="chart-contact">
          <div className="panel-head">
            <h2 id="chart-contact">{t('patients.contact')}</h2>
          </div>
          <div className="panel-body">
            <ContactFields {...fields} />
          </div>
        </section>
        <Tips topic="patients" />
        {creation.error && !candidates && (
          <div style={{ marginTop: 16 }}>
            <ProblemNote error={creation.error} safe={t('patients.safe')} />
          </div>
        )}
        <div className="panel-foot panel-foot-sticky panel-foot-alone">
          <span className="panel-foot-note small">{t('patients.create-words')}</span>
          <Button variant="default" onClick={() => void navigate(finding.to('/patients'))}>
            {t('act.back')}
          </Button>
          <Button type="submit" loading={creation.isPending}>
            {t('patients.create-act')}
          </Button>
        </div>
      </form>
      {candidates && (
        <>
          <Duplicates
            typed={form}
            candidates={candidates}
            isPending={creation.isPending}
            onIsPerson={(candidate) => (candidate.isMine ? goTo(candidate.id) : setAdopted(candidate))}
            onNone={() => {
              const all = [...others, ...candidates.map(({ id }) => id)];
              setOthers(all);
              create(all.slice(-20));
            }}
          />
          <Button variant="subtle" mt={8} onClick={() => creation.reset()}>
            {t('patients.back-to-form')}
          </Button>
        </>
      )}
      {adopted && <AdoptPatient person={adopted} onClose={() => setAdopted(null)} onAdded={goTo} />}
    </>
  );
}
