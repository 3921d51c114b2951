import { Button, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { Link, useSearchParams } from 'react-router';
import { type AdminThing, useRows, type Values } from '../../api/administration.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonRows } from '../../app/pieces/skeleton-rows.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { useRowKeys } from '../../app/row-keys.js';
import { blankOf, type Field } from './fields.js';
import { type RetireWords, RowDialog } from './row-dialog.js';
import { fits } from './row-form.js';

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

function useAddress() {
  const [address, setAddress] = useSearchParams();
  const change = (name: string, value: string | null, replace = true): void =>
    setAddress(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace },
    );
  const withParameter = (name: string, value: string): string => {
    const after = new URLSearchParams(address);
    after.set(name, value);
    return `?${after.toString()}`;
  };
  return { address, change, withParameter };
}

/** A list of the administrator: searched, filtered, opened by its address, changed in a dialog. */
export function AdminList<Row extends { id: string; version: number }>(props: AdminListProps<Row>) {
  const { thing, id, words, columns, retire } = props;
  const rows = useRows(thing);
  const { address, change, withParameter } = useAddress();
  const searchField = useRef<HTMLInputElement>(null);
  const search = address.get(`${id}-search`) ?? '';
  const showsRetired = address.get(`${id}-retired`) === '1';
  const opened = address.get(`${id}-open`);
  const isRetired = (row: Row): boolean => (row as unknown as Values)[retire.field] === true;
  const all = rows.data ?? [];
  const list = all.filter((row) => (showsRetired || !isRetired(row)) && fits(search, props.textsOf(row)));
  const current = useRowKeys(
    list.map((row) => withParameter(`${id}-open`, row.id)),
    searchField,
  );
  const row = all.find((one) => one.id === opened);
  const close = (): void => change(`${id}-open`, null);
  return (
    <section aria-labelledby={`${id}-title`} className="admin-list">
      <div className="page-head">
        <div className="page-head-text">
          <h2 id={`${id}-title`}>{words.title}</h2>
          <p className="soft">{words.intro}</p>
        </div>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => change(`${id}-open`, 'new', false)}>
          {words.new}
        </Button>
      </div>
      <div className="line" style={{ marginBottom: 16 }}>
        <TextInput
          ref={searchField}
          type="search"
          aria-label={t('admin.search', { what: words.title })}
          placeholder={t('keys.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => change(`${id}-search`, event.currentTarget.value)}
          w={280}
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
              {list.map((one, index) => (
                <tr
                  key={one.id}
                  className="opens"
                  data-current={index === current}
                  data-retired={isRetired(one) || undefined}
                  onClick={() => change(`${id}-open`, one.id, false)}
                >
                  {columns.map(({ head, cell, className }, place) => (
                    <td key={head} className={className}>
                      {place === 0 ? (
                        <Link to={withParameter(`${id}-open`, one.id)} className="row-link" onClick={(event) => event.stopPropagation()}>
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
