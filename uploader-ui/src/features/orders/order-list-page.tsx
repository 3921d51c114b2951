import { Button, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRef } from 'react';
import { Link, useNavigate } from 'react-router';
import { imagesState, type OrderListItem } from '#core/contract/orders.js';
import { useOrders } from '../../api/orders.js';
import { useSignedInUser } from '../../api/session.js';
import { useAddress } from '../../app/address.js';
import { formatBirthDate } from '../../app/format.js';
import { t, type WordKey } from '../../app/i18n.js';
import { useKeptSearch } from '../../app/kept-search.js';
import { Age } from '../../app/pieces/age.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { ledgerLine } from '../../app/pieces/ledger-steps.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SearchField } from '../../app/pieces/search-field.js';
import { SkeletonRows } from '../../app/pieces/skeleton-rows.js';
import { ImagesStatus } from '../../app/pieces/status.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { type Head, TableHeads } from '../../app/pieces/table-heads.js';
import { useRowKeys } from '../../app/row-keys.js';
import { UrgentMark } from './urgent-mark.js';

const states = ['draft', 'signed', 'cancelled', 'closed'] as const;

function OrderRow({ order, showsOrganization }: { order: OrderListItem; showsOrganization: boolean }) {
  const navigate = useNavigate();
  return (
    <tr className="opens" onClick={() => void navigate(`/orders/${order.id}`)}>
      <td>
        <Link to={`/orders/${order.id}`} className="row-link" onClick={(event) => event.stopPropagation()}>
          {order.patient.familyName}, {order.patient.givenName}
        </Link>
        <div className="narrow-only small soft">{order.orderType}</div>
      </td>
      <td className="wide-only">{formatBirthDate(order.patient.birthDate)}</td>
      <td className="cut wide-only">
        {order.orderType || '–'} <UrgentMark priority={order.priority} />
      </td>
      <td>
        <ImagesStatus order={order} />
      </td>
      <td className="number wide-only">{ledgerLine(order.ledger)}</td>
      <td className="cut wide-only" title={order.reasonForReferral}>
        {order.reasonForReferral || '–'}
      </td>
      {showsOrganization && <td className="cut wide-only">{order.organization.name}</td>}
      <td className="mono wide-only">{order.orderNumber}</td>
      <td className="number">
        <Age since={order.signedAt ?? order.createdAt} />
      </td>
    </tr>
  );
}

const columnsOf = (isStaff: boolean): Head[] => [
  ['column.patient'],
  ['column.birth-date', 'wide-only'],
  ['column.type', 'wide-only'],
  ['column.images'],
  ['column.count', 'number wide-only'],
  ['column.reason', 'wide-only'],
  ...(isStaff ? ([['column.organization', 'wide-only']] satisfies Head[]) : []),
  ['column.order', 'wide-only'],
  ['column.age', 'number'],
];

interface FilterProps {
  words: WordKey;
  value: string;
  choices: { value: string; label: string }[];
  onChange(value: string | null): void;
}

function Filter({ words, value, choices, onChange }: FilterProps) {
  return (
    <Select
      aria-label={t(words)}
      placeholder={t(words)}
      clearable
      clearButtonProps={{ 'aria-label': t('act.clear') }}
      w={220}
      value={value || null}
      data={choices}
      onChange={onChange}
    />
  );
}

/** My orders: where each stands, at a glance. Hospital staff see those of every organization. */
export function OrderListPage() {
  const user = useSignedInUser();
  const navigate = useNavigate();
  const { address, change } = useAddress();
  const { search, setSearch, settled } = useKeptSearch();
  const images = address.get('images') ?? '';
  const state = address.get('state') ?? '';
  const searchField = useRef<HTMLInputElement>(null);
  const isStaff = user.organization.kind === 'hospital';
  const orders = useOrders({ search: settled, imagesState: images, state });
  const list = orders.data?.orders ?? [];
  useRowKeys(searchField, user.role === 'clinician' ? [{ key: 'n', words: 'order.place', act: () => void navigate('/orders/new') }] : []);
  const isFiltered = settled !== '' || images !== '' || state !== '';
  const columns = columnsOf(isStaff);
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{t(isStaff ? 'nav.orders' : 'nav.my-orders')}</h1>
          <p className="soft">{t(isStaff ? 'orders.words-staff' : 'orders.words', { organization: user.organization.name })}</p>
        </div>
        {user.role === 'clinician' && (
          <Button component={Link} to="/orders/new" leftSection={<IconPlus size={16} aria-hidden />}>
            {t('order.place')}
          </Button>
        )}
      </div>
      <div className="line" style={{ marginBottom: 16 }}>
        <SearchField field={searchField} label={t('orders.search')} value={search} onChange={setSearch} />
        <Filter
          words="orders.filter-state"
          value={state}
          choices={states.map((value) => ({ value, label: t(`orders.state-${value}`) }))}
          onChange={(value) => change('state', value)}
        />
        <Filter
          words="orders.filter-images"
          value={images}
          choices={imagesState.options.map((value) => ({ value, label: t(`images.${value}` as WordKey) }))}
          onChange={(value) => change('images', value)}
        />
      </div>
      {orders.error && <ProblemNote error={orders.error} onRetry={() => void orders.refetch()} />}
      {!orders.error && (
        <TableFrame name={t('nav.orders')} dense={isStaff}>
          <table className="list">
            <TableHeads columns={columns} />
            <tbody>
              {orders.isPending && <SkeletonRows columns={columns.length} />}
              {list.map((order) => (
                <OrderRow key={order.id} order={order} showsOrganization={isStaff} />
              ))}
            </tbody>
          </table>
          {orders.data && list.length === 0 && (
            <EmptyState title={t(isFiltered ? 'orders.none-found' : 'orders.empty')}>
              {t(isFiltered ? 'orders.none-found-words' : 'orders.empty-words')}
            </EmptyState>
          )}
        </TableFrame>
      )}
    </>
  );
}
