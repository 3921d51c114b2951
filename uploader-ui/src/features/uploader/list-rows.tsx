import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { formatBirthDate, formatBytes, formatCount, formatDay } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { SeriesPicture } from '../../app/pieces/series-picture.js';
import { IdentityStatus } from '../../app/pieces/status.js';
import { type FoundInstance, type FoundSeries, type FoundStudy, isChosenByItself } from './group-studies.js';
import type { Selection } from './selection.js';
import { Differences, nameIn, namesIn, whoIn } from './statements.js';

interface CheckProps {
  chosen: number;
  total: number;
  /** How many are chosen where nobody has said otherwise; who presses means these first. */
  own: number;
  name: string;
  onChoose(chosen: boolean): void;
}

function Check({ chosen, total, own, name, onChoose }: CheckProps) {
  const isToBeChosen = chosen < (own > 0 && chosen <= own ? own : total);
  const box = useRef<HTMLInputElement>(null);
  const isPart = chosen > 0 && chosen < total;
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPart;
  }, [isPart]);
  return (
    <label className="found-check">
      <input ref={box} type="checkbox" checked={chosen > 0} aria-label={name} onChange={() => onChoose(isToBeChosen)} />
    </label>
  );
}

function Toggle({ isOpen, name, onToggle }: { isOpen: boolean; name: string; onToggle(): void }) {
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <button type="button" className="copy" aria-expanded={isOpen} aria-label={name} onClick={onToggle}>
      <Icon size={18} aria-hidden />
    </button>
  );
}

interface StudyRowProps {
  study: FoundStudy;
  selection: Selection;
  isOpen: boolean;
  onToggle(): void;
  onChoose(chosen: boolean): void;
}

/** A study: whose, when, what, how much; where something in it is not the order's patient's, the difference below. */
export function StudyRow({ study, selection, isOpen, onToggle, onChoose }: StudyRowProps) {
  const chosen = study.series.reduce((sum, series) => sum + selection.chosenOf(series), 0);
  const own = study.series.reduce((sum, series) => sum + ownOf(series), 0);
  const modalities = [...new Set(study.series.map((series) => series.modality))].filter(Boolean).join(', ');
  const title = study.description || t('study.untitled');
  const patient = study.statements[0]?.patient;
  return (
    <>
      <div className="found-line">
        <Check
          chosen={chosen}
          own={own}
          total={study.instanceCount}
          name={t('uploader.check-study', { study: title })}
          onChoose={onChoose}
        />
        <div className="found-words">
          <div className="line">
            <strong>{nameIn(patient)}</strong>
            <span>{formatBirthDate(patient?.patientBirthDate)}</span>
            <IdentityStatus verdict={study.evidence.verdict} />
          </div>
          <div>
            {[formatDay(study.studyDate), modalities, title].filter(Boolean).join(' · ')}
            <span className="soft">
              {' · '}
              {t('count.series', { count: study.series.length })} ·{' '}
              {t('uploader.of-images', { count: chosen, total: formatCount(study.instanceCount) })} · {formatBytes(study.byteCount)}
            </span>
          </div>
        </div>
        <Toggle isOpen={isOpen} name={t(isOpen ? 'uploader.close-study' : 'uploader.open-study', { study: title })} onToggle={onToggle} />
      </div>
      {study.isOfSeveral && <p className="found-note status-bad">{t('uploader.several-patients', { names: namesIn(study.statements) })}</p>}
      {study.statements.some((statement) => !statement.patient.isTextTrusted) && (
        <p className="found-note status-attention">{t('uploader.text-untrusted')}</p>
      )}
      <Differences study={study} statements={study.statements.filter(({ evidence }) => evidence.verdict !== 'agrees')} />
    </>
  );
}

const ownOf = (series: FoundSeries): number => series.instances.filter(isChosenByItself).length;

/** The worst that the instances of a series say, where those of the study do not all say the same. */
function worstIn({ instances }: FoundSeries): 'agrees' | 'differs' | 'unknown' {
  const verdicts = new Set(instances.map(({ statement }) => statement.evidence.verdict));
  return verdicts.has('differs') ? 'differs' : verdicts.has('unknown') ? 'unknown' : 'agrees';
}

interface SeriesRowProps {
  study: FoundStudy;
  series: FoundSeries;
  chosenCount: number;
  picture: string | null;
  isOpen: boolean;
  onToggle(): void;
  onChoose(chosen: boolean): void;
}

export function SeriesRow({ study, series, chosenCount, picture, isOpen, onToggle, onChoose }: SeriesRowProps) {
  const title = series.description || t('series.number', { number: series.seriesNumber ?? '–' });
  return (
    <div className="found-line">
      <Check
        chosen={chosenCount}
        own={ownOf(series)}
        total={series.instances.length}
        name={t('uploader.check-series', { series: title })}
        onChoose={onChoose}
      />
      <SeriesPicture source={picture} modality={series.modality || null} laterality={series.laterality} words={t('picture.after-upload')} />
      <div className="found-words">
        <div className="line">
          <span>{title}</span>
          {study.statements.length > 1 && worstIn(series) !== 'agrees' && <IdentityStatus verdict={worstIn(series)} />}
        </div>
        <div className="soft">
          {[
            series.modality,
            t('uploader.of-images', { count: chosenCount, total: formatCount(series.instances.length) }),
            formatBytes(series.byteCount),
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </div>
      <Toggle isOpen={isOpen} name={t(isOpen ? 'uploader.close-series' : 'uploader.open-series', { series: title })} onToggle={onToggle} />
    </div>
  );
}

export function ImageRow({
  study,
  instance,
  isChosen,
  onChoose,
}: {
  study: FoundStudy;
  instance: FoundInstance;
  isChosen: boolean;
  onChoose(chosen: boolean): void;
}) {
  const name = t('uploader.image', { number: instance.instanceNumber ?? '–' });
  const { patient, evidence } = instance.statement;
  return (
    <div className="found-line">
      <Check chosen={isChosen ? 1 : 0} own={1} total={1} name={`${name} ${instance.source.path}`} onChoose={onChoose} />
      <span className="nowrap">{name}</span>
      {study.statements.length > 1 && evidence.verdict !== 'agrees' && (
        <span className="found-whose">
          <IdentityStatus verdict={evidence.verdict} />
          <span className="soft">{whoIn(patient)}</span>
        </span>
      )}
      <span className="found-path mono">{instance.source.path}</span>
      {instance.numberOfFrames > 1 && <span className="soft nowrap">{t('uploader.frames', { count: instance.numberOfFrames })}</span>}
      <span className="soft nowrap">{formatBytes(instance.source.size)}</span>
    </div>
  );
}
