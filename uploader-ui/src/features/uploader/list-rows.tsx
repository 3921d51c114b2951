import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { formatBirthDate, formatBytes, formatCount, formatDay, formatName } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { IdentityTable } from '../../app/pieces/identity-table.js';
import { SeriesPicture } from '../../app/pieces/series-picture.js';
import { IdentityStatus } from '../../app/pieces/status.js';
import type { FoundInstance, FoundSeries, FoundStudy } from './group-studies.js';
import type { Selection } from './selection.js';

function Check({ chosen, total, name, onChoose }: { chosen: number; total: number; name: string; onChoose(chosen: boolean): void }) {
  const box = useRef<HTMLInputElement>(null);
  const isPart = chosen > 0 && chosen < total;
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPart;
  }, [isPart]);
  return (
    <label className="found-check">
      <input ref={box} type="checkbox" checked={chosen > 0} aria-label={name} onChange={() => onChoose(chosen < total)} />
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

/** A study: whose, when, what, how much; where it is not the order's patient's, the difference below. */
export function StudyRow({ study, selection, isOpen, onToggle, onChoose }: StudyRowProps) {
  const chosen = study.series.reduce((sum, series) => sum + selection.chosenOf(series), 0);
  const modalities = [...new Set(study.series.map((series) => series.modality))].filter(Boolean).join(', ');
  const title = study.description || t('study.untitled');
  return (
    <>
      <div className="found-line">
        <Check chosen={chosen} total={study.instanceCount} name={t('uploader.check-study', { study: title })} onChoose={onChoose} />
        <div className="found-words">
          <div className="line">
            <strong>{formatName(study.patient.patientName)}</strong>
            <span>{formatBirthDate(study.patient.birthDate)}</span>
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
      {study.otherPatients.length > 0 && (
        <p className="found-note status-bad">
          {t('uploader.several-patients', {
            names: [study.patient, ...study.otherPatients].map(({ patientName }) => formatName(patientName)).join(' · '),
          })}
        </p>
      )}
      {!study.patient.textTrusted && <p className="found-note status-attention">{t('uploader.text-untrusted')}</p>}
      {study.evidence.verdict !== 'agrees' && (
        <div className="found-note">
          <IdentityTable evidence={study.evidence} caption={t('study.whose')} />
        </div>
      )}
    </>
  );
}

interface SeriesRowProps {
  series: FoundSeries;
  chosenCount: number;
  picture: string | null;
  isOpen: boolean;
  onToggle(): void;
  onChoose(chosen: boolean): void;
}

export function SeriesRow({ series, chosenCount, picture, isOpen, onToggle, onChoose }: SeriesRowProps) {
  const title = series.description || t('series.number', { number: series.seriesNumber ?? '–' });
  return (
    <div className="found-line">
      <Check
        chosen={chosenCount}
        total={series.instances.length}
        name={t('uploader.check-series', { series: title })}
        onChoose={onChoose}
      />
      <SeriesPicture source={picture} modality={series.modality || null} laterality={series.laterality} words={t('picture.after-upload')} />
      <div className="found-words">
        <div>{title}</div>
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
  instance,
  isChosen,
  onChoose,
}: {
  instance: FoundInstance;
  isChosen: boolean;
  onChoose(chosen: boolean): void;
}) {
  const name = t('uploader.image', { number: instance.instanceNumber ?? '–' });
  return (
    <div className="found-line">
      <Check chosen={isChosen ? 1 : 0} total={1} name={`${name} ${instance.source.path}`} onChoose={onChoose} />
      <span className="nowrap">{name}</span>
      <span className="found-path mono">{instance.source.path}</span>
      {instance.numberOfFrames > 1 && <span className="soft nowrap">{t('uploader.frames', { count: instance.numberOfFrames })}</span>}
      <span className="soft nowrap">{formatBytes(instance.source.size)}</span>
    </div>
  );
}
