import { Button, Modal } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { formatBirthDate, formatName } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { IdentityTable } from '../../app/pieces/identity-table.js';
import { speaksAgainst } from './compare-identity.js';
import type { FoundInstance, FoundSeries, FoundStudy } from './group-studies.js';
import { ImageRow, SeriesRow, StudyRow } from './list-rows.js';
import type { Selection, SelectionView } from './selection.js';

type Row =
  | { kind: 'study'; key: string; study: FoundStudy }
  | { kind: 'series'; key: string; study: FoundStudy; series: FoundSeries }
  | { kind: 'image'; key: string; study: FoundStudy; instance: FoundInstance };

const estimates = { study: 88, series: 88, image: 36 };

function rowsOf(studies: readonly FoundStudy[], flipped: ReadonlySet<string>, opened: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  for (const study of studies) {
    rows.push({ kind: 'study', key: study.studyInstanceUID, study });
    if (!isStudyOpen(study, flipped)) continue;
    for (const series of study.series) {
      const key = `${study.studyInstanceUID} ${series.seriesInstanceUID}`;
      rows.push({ kind: 'series', key, study, series });
      if (!opened.has(key)) continue;
      for (const instance of series.instances) rows.push({ kind: 'image', key: instance.sopInstanceUID, study, instance });
    }
  }
  return rows;
}

/** A study of another patient is closed until someone opens it, every other one open. */
function isStudyOpen(study: FoundStudy, flipped: ReadonlySet<string>): boolean {
  return speaksAgainst(study.evidence) === flipped.has(study.studyInstanceUID);
}

function toggled(set: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}

function uidsOf(study: FoundStudy): string[] {
  return study.series.flatMap((series) => series.instances.map((instance) => instance.sopInstanceUID));
}

interface ListProps {
  selection: Selection;
  view: SelectionView;
  patient: { familyName: string; givenName: string; birthDate: string | null };
}

/** What was found, as studies, series and images, each with its box; only the rows in sight are in the page. */
export function StudyList({ selection, view, patient }: ListProps) {
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [doubtful, setDoubtful] = useState<{ study: FoundStudy; uids: string[] } | null>(null);
  const vouched = useRef(new Set<string>());
  const frame = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(view.studies, flipped, opened), [view.studies, flipped, opened]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => estimates[rows[index]?.kind ?? 'image'],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
  });
  const choose = (study: FoundStudy, uids: string[], chosen: boolean): void => {
    const needsWord = chosen && speaksAgainst(study.evidence) && !vouched.current.has(study.studyInstanceUID);
    if (needsWord) setDoubtful({ study, uids });
    else selection.choose(uids, chosen);
  };
  const show = (row: Row) => {
    if (row.kind === 'study') {
      const uid = row.study.studyInstanceUID;
      return (
        <StudyRow
          study={row.study}
          selection={selection}
          isOpen={isStudyOpen(row.study, flipped)}
          onToggle={() => setFlipped(toggled(flipped, uid))}
          onChoose={(chosen) => choose(row.study, uidsOf(row.study), chosen)}
        />
      );
    }
    if (row.kind === 'image') {
      const uid = row.instance.sopInstanceUID;
      return (
        <ImageRow instance={row.instance} isChosen={selection.isChosen(uid)} onChoose={(chosen) => choose(row.study, [uid], chosen)} />
      );
    }
    const uids = row.series.instances.map((instance) => instance.sopInstanceUID);
    return (
      <SeriesRow
        series={row.series}
        chosenCount={selection.chosenOf(row.series)}
        picture={view.pictures.get(row.series.seriesInstanceUID) ?? null}
        isOpen={opened.has(row.key)}
        onToggle={() => setOpened(toggled(opened, row.key))}
        onChoose={(chosen) => choose(row.study, uids, chosen)}
      />
    );
  };
  const orderName = `${patient.familyName}, ${patient.givenName}`;
  return (
    <>
      <div ref={frame} className="found">
        <ul
          className="found-list"
          style={{ height: virtualizer.getTotalSize() }}
          aria-label={t('uploader.found', { count: view.studies.length })}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row ? (
              <li
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className={`found-row found-${row.kind}`}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {show(row)}
              </li>
            ) : null;
          })}
        </ul>
      </div>
      <Modal opened={doubtful !== null} onClose={() => setDoubtful(null)} title={t('uploader.doubt-title')} size={640}>
        {doubtful && (
          <div className="stack">
            <p>
              {t('uploader.doubt-words', {
                images: `${formatName(doubtful.study.patient.patientName)}, ${formatBirthDate(doubtful.study.patient.birthDate)}`,
                order: `${orderName}, ${formatBirthDate(patient.birthDate)}`,
              })}
            </p>
            <IdentityTable evidence={doubtful.study.evidence} caption={t('study.whose')} />
            <p>{t('uploader.doubt-next')}</p>
            <div className="line acts-end">
              <Button data-autofocus onClick={() => setDoubtful(null)}>
                {t('uploader.doubt-leave')}
              </Button>
              <Button
                variant="default"
                onClick={() => {
                  vouched.current.add(doubtful.study.studyInstanceUID);
                  selection.choose(doubtful.uids, true);
                  setDoubtful(null);
                }}
              >
                {t('uploader.doubt-include', { name: orderName })}
              </Button>
            </div>
          </div>
        )}
      </Modal>
    </>
  );
}
