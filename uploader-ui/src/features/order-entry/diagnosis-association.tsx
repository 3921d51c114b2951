import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { OrderDiagnosis } from '#core/contract/orders.js';
import { usePatient } from '../../api/patients.js';
import { t } from '../../app/i18n.js';
import { DiagnosisSearch } from './diagnosis-search.js';

const MOST = 12;

const focusSearch = (): void => document.getElementById('field-diagnoses')?.focus();

interface Props {
  patientID: string;
  diagnoses: readonly OrderDiagnosis[];
  error: string | undefined;
  onChange(diagnoses: OrderDiagnosis[]): void;
}

function Chosen({
  diagnoses,
  onMove,
  onRemove,
}: {
  diagnoses: readonly OrderDiagnosis[];
  onMove(from: number, by: number): void;
  onRemove(place: number): void;
}) {
  return (
    <ol className="chosen-codes" aria-label={t('diagnosis.chosen')}>
      {diagnoses.map((one, place) => (
        <li key={one.code}>
          <span className="chosen-code-words">
            <span className="mono">{one.code}</span> {one.title}
            {place === 0 && diagnoses.length > 1 && <span className="small soft"> · {t('diagnosis.first')}</span>}
          </span>
          <span className="chosen-code-acts">
            {(
              [
                ['diagnosis.up', IconArrowUp, () => onMove(place, -1), place === 0],
                ['diagnosis.down', IconArrowDown, () => onMove(place, 1), place === diagnoses.length - 1],
                ['diagnosis.remove', IconTrash, () => onRemove(place), false],
              ] as const
            ).map(([words, Icon, act, isOff]) => (
              <Tooltip key={words} label={t(words, { code: one.code })}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={32}
                  aria-label={t(words, { code: one.code })}
                  aria-disabled={isOff}
                  data-disabled={isOff || undefined}
                  onClick={() => !isOff && act()}
                >
                  <Icon size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            ))}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Diagnosis Association: existing diagnoses of the patient first, then by ICD-10-CM code or by words. */
export function DiagnosisAssociation({ patientID, diagnoses, error, onChange }: Props) {
  const [said, setSaid] = useState('');
  const existing = usePatient(patientID).data?.diagnoses ?? [];
  const offered = existing.filter(({ code }) => !diagnoses.some((one) => one.code === code));
  const add = (one: OrderDiagnosis): void => {
    if (diagnoses.some(({ code }) => code === one.code) || diagnoses.length >= MOST) return;
    onChange([...diagnoses, one]);
    setSaid(t('diagnosis.added', { code: one.code, title: one.title }));
  };
  const move = (from: number, by: number): void => {
    const next = [...diagnoses];
    const [one] = next.splice(from, 1);
    if (!one) return;
    next.splice(from + by, 0, one);
    onChange(next);
    setSaid(t('diagnosis.moved', { code: one.code, place: from + by + 1, total: next.length }));
  };
  const remove = (place: number): void => {
    const one = diagnoses[place];
    onChange(diagnoses.filter((_one, index) => index !== place));
    if (one) setSaid(t('diagnosis.removed', { code: one.code }));
    focusSearch();
  };
  return (
    <fieldset className="bare stack">
      <legend className="group-label">
        {t('diagnosis.title')} <span className="required-mark">*</span>
      </legend>
      {offered.length > 0 && (
        <div>
          <div className="small soft">{t('diagnosis.existing')}</div>
          <ul className="code-chips">
            {offered.map(({ code, codeYear, title }) => (
              <li key={code}>
                <Button
                  variant="default"
                  size="compact-sm"
                  leftSection={<IconPlus size={14} aria-hidden />}
                  onClick={() => {
                    add({ code, codeYear, title });
                    focusSearch();
                  }}
                >
                  <span className="code-chip-words">
                    <span className="mono">{code}</span> {title}
                  </span>
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {diagnoses.length < MOST ? <DiagnosisSearch chosen={diagnoses} onChoose={add} /> : <p className="soft">{t('diagnosis.enough')}</p>}
      {diagnoses.length > 0 && <Chosen diagnoses={diagnoses} onMove={move} onRemove={remove} />}
      {error && (
        <p className="status-bad small" id="diagnoses-error">
          {error}
        </p>
      )}
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </fieldset>
  );
}
