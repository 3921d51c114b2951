import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { DuplicateCandidate } from '#core/contract/patients.js';
import { formatBirthDate } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { markDifferences } from '../../app/mark-differences.js';
import { Marked } from '../../app/pieces/identity-table.js';
import { Note } from '../../app/pieces/note.js';
import { TableFrame } from '../../app/pieces/table-frame.js';

interface Typed {
  familyName: string;
  givenName: string;
  birthDate: string;
  sex: string;
}

const attributes = ['familyName', 'givenName', 'birthDate', 'sex'] as const;
const names = {
  familyName: 'patients.family',
  givenName: 'patients.given',
  birthDate: 'patients.birth-date',
  sex: 'patients.sex',
} as const;

function readable(attribute: (typeof attributes)[number], value: string | null): string {
  if (!value) return '–';
  if (attribute === 'birthDate') return formatBirthDate(value);
  if (attribute === 'sex') return t(`sex.${value as 'F' | 'M' | 'O'}`);
  return value;
}

/** One attribute of a candidate, with the letters marked that differ from what was typed. */
function Compared({ typed, theirs }: { typed: string; theirs: string }) {
  if (typed.localeCompare(theirs, undefined, { sensitivity: 'base' }) === 0) return <>{theirs}</>;
  const [, marked] = markDifferences(typed, theirs);
  return (
    <>
      <Marked parts={marked} />
      <span className="visually-hidden"> {t('patients.differs')}</span>
    </>
  );
}

interface DuplicatesProps {
  typed: Typed;
  candidates: readonly DuplicateCandidate[];
  isPending: boolean;
  onIsPerson(candidate: DuplicateCandidate): void;
  onNone(): void;
}

/** Who it may be already, side by side with what was typed. */
export function Duplicates({ typed, candidates, isPending, onIsPerson, onNone }: DuplicatesProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="panel" aria-labelledby="duplicates">
      <div className="panel-head">
        <h2 id="duplicates" ref={heading} tabIndex={-1}>
          {t('patients.duplicates', { count: candidates.length })}
        </h2>
      </div>
      <div className="panel-body stack">
        <Note tone="attention">{t('patients.duplicates-words')}</Note>
        <TableFrame name={t('patients.duplicates', { count: candidates.length })} plain>
          <table className="identity">
            <thead>
              <tr>
                <td />
                <th scope="col">{t('patients.typed')}</th>
                {candidates.map((candidate, index) => (
                  <th scope="col" key={candidate.id}>
                    {t('patients.chart', { number: index + 1 })}
                    <span className={`status small status-${candidate.likeness === 'possible' ? 'plain' : 'attention'}`}>
                      &nbsp;· {t(`patients.likeness-${candidate.likeness}`)}
                    </span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {attributes.map((attribute) => (
                <tr key={attribute}>
                  <th scope="row" className="soft">
                    {t(names[attribute])}
                  </th>
                  <td>{readable(attribute, typed[attribute])}</td>
                  {candidates.map((candidate) => (
                    <td key={candidate.id}>
                      <Compared typed={readable(attribute, typed[attribute])} theirs={readable(attribute, candidate[attribute])} />
                    </td>
                  ))}
                </tr>
              ))}
              <tr>
                <td />
                <td />
                {candidates.map((candidate, index) => (
                  <td key={candidate.id}>
                    <Button
                      variant="default"
                      size="compact-sm"
                      onClick={() => onIsPerson(candidate)}
                      aria-label={`${t('patients.is-person')}: ${t('patients.chart', { number: index + 1 })}`}
                    >
                      {t('patients.is-person')}
                    </Button>
                  </td>
                ))}
              </tr>
            </tbody>
          </table>
        </TableFrame>
      </div>
      <div className="panel-foot">
        <span className="panel-foot-note small">{t('patients.none-words-chart')}</span>
        <Button onClick={onNone} loading={isPending}>
          {t('patients.none-of-these')}
        </Button>
      </div>
    </section>
  );
}
