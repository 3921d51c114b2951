import { Button, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { Link } from 'react-router';
import { type AdminThing, useRows } from '../../api/administration.js';
import { useAddress } from '../../app/address.js';
import type { Values } from '../../app/form/row-form.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SearchField } from '../../app/pieces/search-field.js';
import { SkeletonRows } from '../../app/pieces/skeleton-rows.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { useRowKeys } from '../../app/row-keys.js';
import { blankOf, type Field } from './fields.js';
import { fits } from './lists.js';
import { type RetireWords, RowDialog } from './row-dialog.js';

export interface Column<Row> {
  head: string;
  cell(row: Row): ReactNode;
  className?: string;
}

export interface AdminListProps<Row extends { id: string; version: number }> {
  thing: AdminThing<Row>;
  /** Tells this list's part of the address from another's on the same page. */
  id: string;
  words: { title: string; intro: string; new: string; change: string; empty: string; emptyWords: string; showRetired: string };
  textsOf(row: Row): readonly (string | null)[];
  columns: readonly Column<Row>[];
  fields: readonly Field[] | ((values: Values) => readonly Field[]);
  blank?: Values;
  retire: RetireWords;
  isFixed?(row: Row): boolean;
  more?(row: Row, close: () => void): ReactNode;
}

/** A list of the administrator: searched, filtered, opened by its address, changed in a dialog. */
export function AdminList<Row extends { id: string; version: number }>(props: AdminListProps<Row>) {
  const { thing, id, words, columns, retire } = props;
  const rows = useRows(thing);
  const { address, change, with: addressWith } = useAddress();
  const searchField = useRef<HTMLInputElement>(null);
  const search = address.get(`${id}-search`) ?? '';
  const showsRetired = address.get(`${id}-retired`) === '1';
  const opened = address.get(`${id}-open`);
  const isRetired = (row: Row): boolean => (row as unknown as Values)[retire.field] === true;
  const all = rows.data ?? [];
  const list = all.filter((row) => (showsRetired || !isRetired(row)) && fits(search, props.textsOf(row)));
  useRowKeys(searchField);
  const row = all.find((one) => one.id === opened);
  const close = (): void => change(`${id}-open`, null);
  return (
    <section aria-labelledby={`${id}-title`} className="admin-list">
      <div className="page-head">
        <div className="page-head-text">
          <h2 id={`${id}-title`}>{words.title}</h2>
          <p className="soft">{words.intro}</p>
        </div>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => change(`${id}-open`, 'new', 'push')}>
          {words.new}
        </Button>
      </div>
      <div className="line" style={{ marginBottom: 16 }}>
        <SearchField
          field={searchField}
          label={t('admin.search', { what: words.title })}
          hint={t('keys.search')}
          value={search}
          onChange={(value) => change(`${id}-search`, value)}
        />
        <Switch
          label={words.showRetired}
          checked={showsRetired}
          onChange={(event) => change(`${id}-retired`, event.currentTarget.checked ? '1' : null)}
        />
      </div>
      {rows.error && <ProblemNote error={rows.error} onRetry={() => void rows.refetch()} />}
      {!(rows.error && !rows.data) && (
        <TableFrame name={words.title} busy={rows.isFetching}>
          <table className="list">
            <thead>
              <tr>
                {columns.map(({ head, className }) => (
                  <th key={head} scope="col" className={className === 'number' ? 'number' : undefined}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.isPending && <SkeletonRows columns={columns.length} />}
              {list.map((one) => (
                <tr
                  key={one.id}
                  className="opens"
                  data-retired={isRetired(one) || undefined}
                  onClick={() => change(`${id}-open`, one.id, 'push')}
                >
                  {columns.map(({ head, cell, className }, place) => (
                    <td key={head} className={className}>
                      {place === 0 ? (
                        <Link to={addressWith(`${id}-open`, one.id)} className="row-link" onClick={(event) => event.stopPropagation()}>
                          {cell(one)}
                        </Link>
                      ) : (
                        cell(one)
                      )}
                      {place === 0 && isRetired(one) && <span className="small soft"> {t('admin.retired-mark')}</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {rows.data && list.length === 0 && (
            <EmptyState title={search ? t('admin.nothing-found') : words.empty}>
              {search ? t('admin.nothing-found-words') : words.emptyWords}
            </EmptyState>
          )}
        </TableFrame>
      )}
      {(row || opened === 'new') && (
        <RowDialog
          key={opened}
          thing={thing}
          title={row ? words.change : words.new}
          fields={props.fields}
          row={row ? (row as unknown as Values & { id: string; version: number }) : { ...newRow(props), version: null }}
          retire={retire}
          more={row && props.more?.(row, close)}
          onClose={close}
        />
      )}
    </section>
  );
}

function newRow<Row extends { id: string; version: number }>({ fields, blank = {}, retire }: AdminListProps<Row>): Values {
  const shown = typeof fields === 'function' ? fields(blank) : fields;
  return blankOf(shown, { [retire.field]: false, ...blank });
}
