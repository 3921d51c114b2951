import { Button, Modal } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { formatBirthDate } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { type FoundInstance, type FoundSeries, type FoundStatement, type FoundStudy, isChosenByItself } from './group-studies.js';
import { ImageRow, SeriesRow, StudyRow } from './list-rows.js';
import type { Selection, SelectionView } from './selection.js';
import { Differences, namesIn, whoIn } from './statements.js';

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

/** A study of which nothing is the order's patient's is closed until someone opens it, every other one open. */
function isStudyOpen(study: FoundStudy, flipped: ReadonlySet<string>): boolean {
  const hasOwn = study.series.some(({ instances }) => instances.some(isChosenByItself));
  return hasOwn !== flipped.has(study.studyInstanceUID);
}

function toggled(set: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}

const instancesOf = (study: FoundStudy): FoundInstance[] => study.series.flatMap(({ instances }) => instances);
const uidsOf = (instances: readonly FoundInstance[]): string[] => instances.map(({ sopInstanceUID }) => sopInstanceUID);

/** Instances that someone wants to send; for those that seem to be of somebody else the page asks first. */
interface Doubt {
  study: FoundStudy;
  doubtful: FoundInstance[];
  others: FoundInstance[];
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
  const [doubt, setDoubt] = useState<Doubt | null>(null);
  const vouched = useRef(new WeakSet<FoundStatement>());
  const frame = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(view.studies, flipped, opened), [view.studies, flipped, opened]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => estimates[rows[index]?.kind ?? 'image'],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
  });
  const choose = (study: FoundStudy, instances: readonly FoundInstance[], chosen: boolean): void => {
    const isDoubtful = (instance: FoundInstance): boolean => !isChosenByItself(instance) && !vouched.current.has(instance.statement);
    const doubtful = chosen ? instances.filter(isDoubtful) : [];
    if (doubtful.length > 0) setDoubt({ study, doubtful, others: instances.filter((instance) => !isDoubtful(instance)) });
    else selection.choose(uidsOf(instances), chosen);
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
          onChoose={(chosen) => choose(row.study, instancesOf(row.study), chosen)}
        />
      );
    }
    if (row.kind === 'image') {
      return (
        <ImageRow
          study={row.study}
          instance={row.instance}
          isChosen={selection.isChosen(row.instance.sopInstanceUID)}
          onChoose={(chosen) => choose(row.study, [row.instance], chosen)}
        />
      );
    }
    return (
      <SeriesRow
        study={row.study}
        series={row.series}
        chosenCount={selection.chosenOf(row.series)}
        picture={view.pictures.get(row.series.seriesInstanceUID) ?? null}
        isOpen={opened.has(row.key)}
        onToggle={() => setOpened(toggled(opened, row.key))}
        onChoose={(chosen) => choose(row.study, row.series.instances, chosen)}
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
      <Modal opened={doubt !== null} onClose={() => setDoubt(null)} title={t('uploader.doubt-title')} size={640}>
        {doubt && (
          <DoubtQuestion
            doubt={doubt}
            order={[orderName, formatBirthDate(patient.birthDate)].join(', ')}
            name={orderName}
            onLeave={() => {
              if (doubt.others.length > 0) selection.choose(uidsOf(doubt.others), true);
              setDoubt(null);
            }}
            onInclude={() => {
              for (const { statement } of doubt.doubtful) vouched.current.add(statement);
              selection.choose(uidsOf([...doubt.doubtful, ...doubt.others]), true);
              setDoubt(null);
            }}
          />
        )}
      </Modal>
    </>
  );
}

interface DoubtQuestionProps {
  doubt: Doubt;
  order: string;
  name: string;
  onLeave(): void;
  onInclude(): void;
}

/** Asks before images are sent that seem to be of somebody else, with what differs. */
function DoubtQuestion({ doubt, order, name, onLeave, onInclude }: DoubtQuestionProps) {
  const statements = [...new Set(doubt.doubtful.map(({ statement }) => statement))];
  const [only] = statements;
  return (
    <div className="stack doubt">
      <p>{t('uploader.doubt-words', { images: statements.length === 1 && only ? whoIn(only.patient) : namesIn(statements), order })}</p>
      <Differences study={doubt.study} statements={statements} />
      <p>{t('uploader.doubt-next')}</p>
      <div className="line acts-end">
        <Button data-autofocus onClick={onLeave}>
          {t('uploader.doubt-leave')}
        </Button>
        <Button variant="default" className="doubt-include" onClick={onInclude}>
          {t('uploader.doubt-include', { name })}
        </Button>
      </div>
    </div>
  );
}
