import { Button, Tabs } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { StudyListItem } from '#core/contract/studies.js';
import { useStudies } from '../../api/studies.js';
import { useAddress } from '../../app/address.js';
import { formatBirthDate, formatCount, formatDay, formatMoment, formatName } from '../../app/format.js';
import { t, tOr, type WordKey } from '../../app/i18n.js';
import { useKeptSearch } from '../../app/kept-search.js';
import { Age } from '../../app/pieces/age.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { ledgerLine } from '../../app/pieces/ledger-steps.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SearchField } from '../../app/pieces/search-field.js';
import { SkeletonRows } from '../../app/pieces/skeleton-rows.js';
import { IdentityStatus, StudyStatus } from '../../app/pieces/status.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { useRowKeys } from '../../app/row-keys.js';

const tabs = ['questions', 'incomplete', 'ready', 'checking', 'confirmed', 'rejected', 'all'] as const;
type TabName = (typeof tabs)[number];
const PAGE = 100;

const sortKeys = {
  patient: (study: StudyListItem) => formatName(study.patient.name).toLowerCase(),
  organization: (study: StudyListItem) => study.organization.name.toLowerCase(),
  date: (study: StudyListItem) => study.studyDate ?? '',
  received: (study: StudyListItem) => study.lastReceivedAt,
} as const;
type SortName = keyof typeof sortKeys;

function sorted(studies: readonly StudyListItem[], order: string): StudyListItem[] {
  const name = order.replace(/^-/, '') as SortName;
  const key = sortKeys[name];
  if (!key) return [...studies];
  const direction = order.startsWith('-') ? -1 : 1;
  return [...studies].sort((a, b) => direction * key(a).localeCompare(key(b)));
}

function SortHead({ name, order, onSort, numeric }: { name: SortName; order: string; onSort(order: string): void; numeric?: boolean }) {
  const isAscending = order === name;
  const isDescending = order === `-${name}`;
  const next = isDescending ? name : `-${name}`;
  return (
    <th scope="col" className={numeric ? 'number' : undefined} aria-sort={isAscending ? 'ascending' : isDescending ? 'descending' : 'none'}>
      <button type="button" className="sort" onClick={() => onSort(next)}>
        {t(`worklist.sort-${name}`)}
        {isAscending && <IconArrowUp size={14} aria-hidden />}
        {isDescending && <IconArrowDown size={14} aria-hidden />}
      </button>
    </th>
  );
}

function StudyRow({ study }: { study: StudyListItem }) {
  const navigate = useNavigate();
  const what = [study.modalities.join(', '), study.studyDescription].filter(Boolean).join(' · ');
  const questions = study.openQuestions.map((kind) => tOr(`question.${kind}`, kind)).join(' · ');
  return (
    <tr className="opens" onClick={() => void navigate(`/studies/${study.id}`)}>
      <td>
        <span title={questions || undefined}>
          <StudyStatus study={study} />
        </span>
        {study.resentAt && (
          <div className="small soft" title={formatMoment(study.resentAt)}>
            {t('worklist.resent')}
          </div>
        )}
      </td>
      <td>
        <Link to={`/studies/${study.id}`} className="row-link" onClick={(event) => event.stopPropagation()}>
          {formatName(study.patient.name)}
        </Link>
      </td>
      <td>{formatBirthDate(study.patient.birthDate)}</td>
      <td className="cut" title={what}>
        {what || '–'}
      </td>
      <td>{formatDay(study.studyDate)}</td>
      <td className="cut" title={study.organization.name}>
        {study.organization.name}
      </td>
      <td className="mono">{study.order?.orderNumber ?? <span className="soft">{t('worklist.no-order')}</span>}</td>
      <td>
        <IdentityStatus verdict={study.identity} />
      </td>
      <td className="number">{ledgerLine(study.ledger)}</td>
      <td className="number">
        <Age since={study.lastReceivedAt} />
      </td>
    </tr>
  );
}

/** What came in, by state, questions first; lives and is driven by the keyboard. */
export function WorklistPage() {
  const { address, change } = useAddress();
  const named = address.get('state') as TabName | null;
  const first = useStudies({ state: 'questions', limit: 1 });
  const hasQuestions = (first.data?.counts.questions ?? 0) > 0;
  const state = named && tabs.includes(named) ? named : hasQuestions ? 'questions' : 'ready';
  const order = address.get('sort') ?? '';
  const { search, setSearch, settled } = useKeptSearch();
  const [limit, setLimit] = useState(PAGE);
  const searchField = useRef<HTMLInputElement>(null);
  const studies = useStudies({ state, search: settled, modality: address.get('modality') ?? undefined, limit });
  const list = sorted(studies.data?.studies ?? [], order);
  const step = (by: number) => (): void => change('state', tabs[(tabs.indexOf(state) + by + tabs.length) % tabs.length] ?? 'all');
  useRowKeys(searchField, [
    { key: '[', words: 'keys.tab-before', act: step(-1) },
    { key: ']', words: 'keys.tab-after', act: step(1) },
  ]);
  const counts = studies.data?.counts ?? {};
  return (
    <>
      <div className="page-head" style={{ marginBottom: 8 }}>
        <div className="page-head-text">
          <h1>{t('nav.worklist')}</h1>
        </div>
        <SearchField field={searchField} label={t('worklist.search')} value={search} onChange={setSearch} />
      </div>
      <Tabs value={state} onChange={(value) => change('state', value ?? 'all')} mb={8}>
        <Tabs.List aria-label={t('worklist.states')} style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name} aria-controls="worklist-table" style={{ flex: 'none' }}>
              {t(`worklist.${name}` as WordKey)} <span className="soft">{counts[name] === undefined ? '' : formatCount(counts[name])}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      {studies.error && <ProblemNote error={studies.error} onRetry={() => void studies.refetch()} />}
      <TableFrame name={t('nav.worklist')} id="worklist-table" busy={studies.isFetching} dense>
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{t('column.state')}</th>
              <SortHead name="patient" order={order} onSort={(to) => change('sort', to)} />
              <th scope="col">{t('column.birth-date')}</th>
              <th scope="col">{t('column.study')}</th>
              <SortHead name="date" order={order} onSort={(to) => change('sort', to)} />
              <SortHead name="organization" order={order} onSort={(to) => change('sort', to)} />
              <th scope="col">{t('column.order')}</th>
              <th scope="col">{t('column.identity')}</th>
              <th scope="col" className="number">
                {t('column.count')}
              </th>
              <SortHead name="received" order={order} onSort={(to) => change('sort', to)} numeric />
            </tr>
          </thead>
          <tbody>
            {studies.isPending && <SkeletonRows columns={10} rows={10} />}
            {list.map((study) => (
              <StudyRow key={study.id} study={study} />
            ))}
          </tbody>
        </table>
        {studies.data && list.length === 0 && (
          <EmptyState title={t(settled ? 'worklist.none-found' : (`worklist.empty-${state}` as WordKey))}>
            {t(settled ? 'worklist.none-found-words' : 'worklist.empty-words')}
          </EmptyState>
        )}
      </TableFrame>
      {studies.data && studies.data.total > list.length && (
        <Button variant="default" size="xs" mt={8} onClick={() => setLimit(limit + PAGE)}>
          {t('act.show-more')}
        </Button>
      )}
    </>
  );
}
