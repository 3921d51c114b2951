import { useState } from 'react';
import { t } from '../i18n.js';

interface PictureProps {
  source: string | null;
  modality: string | null;
  laterality?: string | null;
  /** What stands in the place of a picture. */
  words: string;
}

/** A series' picture with its modality and laterality laid over it as text, or words where there is none. */
export function SeriesPicture({ source, modality, laterality, words }: PictureProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const shown = source && source !== broken ? source : null;
  return (
    <div className="film">
      {shown ? (
        <img
          src={shown}
          alt={t('picture.of', { modality: modality ?? t('picture.unknown-modality') })}
          loading="lazy"
          onError={() => setBroken(shown)}
        />
      ) : (
        <span className="film-words">{words}</span>
      )}
      {modality && <span className="film-corner">{modality}</span>}
      {laterality && <span className="film-corner film-corner-right">{laterality}</span>}
    </div>
  );
}

interface StoredSeries {
  id: string;
  modality: string | null;
  seriesNumber: number | null;
  description: string | null;
  instanceCount: number;
  thumbnail: 'none' | 'ready' | 'impossible';
  bodyPart?: string | null;
  laterality?: string | null;
}

/** The series of a study that the gateway holds, each with its picture. */
export function SeriesStrip({ series }: { series: readonly StoredSeries[] }) {
  return (
    <ul className="strip">
      {series.map((one) => (
        <li key={one.id}>
          <SeriesPicture
            source={one.thumbnail === 'ready' ? `/api/series/${one.id}/thumbnail` : null}
            modality={one.modality}
            laterality={one.laterality}
            words={t(one.thumbnail === 'impossible' ? 'picture.impossible' : 'picture.pending')}
          />
          <div className="strip-caption">
            {one.description || t('series.number', { number: one.seriesNumber ?? '–' })}
            <div className="small soft">{[one.bodyPart, t('count.images', { count: one.instanceCount })].filter(Boolean).join(' · ')}</div>
          </div>
        </li>
      ))}
    </ul>
  );
}
