import { Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { imagesState, type OrderListItem } from '#core/contract/orders.js';
import { useOrders } from '../../api/orders.js';
import { useSignedInUser } from '../../api/session.js';
import { formatBirthDate } from '../../app/format.js';
import { t, type WordKey } from '../../app/i18n.js';
import { useKeptSearch } from '../../app/kept-search.js';
import { Age } from '../../app/pieces/age.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { ledgerLine } from '../../app/pieces/ledger-steps.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonRows } from '../../app/pieces/skeleton-rows.js';
import { ImagesStatus } from '../../app/pieces/status.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { useRowKeys } from '../../app/row-keys.js';
import { UrgentMark } from './urgent-mark.js';

const states = ['draft', 'signed', 'cancelled', 'closed'] as const;

function OrderRow({ order, isCurrent, showsOrganization }: { order: OrderListItem; isCurrent: boolean; showsOrganization: boolean }) {
  const navigate = useNavigate();
  return (
    <tr className="opens" data-current={isCurrent} onClick={() => void navigate(`/orders/${order.id}`)}>
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
      {showsOrganization && <td className="wide-only">{order.organization.name}</td>}
      <td className="mono wide-only">{order.orderNumber}</td>
      <td className="number">
        <Age since={order.signedAt ?? order.createdAt} />
      </td>
    </tr>
  );
}

/** My orders: where each stands, at a glance. Hospital staff see those of every organization. */
export function OrderListPage() {
  const user = useSignedInUser();
  const navigate = useNavigate();
  const [address, setAddress] = useSearchParams();
  const { search, setSearch, settled } = useKeptSearch();
  const images = address.get('images') ?? '';
  const state = address.get('state') ?? '';
  const searchField = useRef<HTMLInputElement>(null);
  const isStaff = user.organization.kind === 'hospital';
  const orders = useOrders({ search: settled, imagesState: images, state });
  const list = orders.data?.orders ?? [];
  const current = useRowKeys(
    list.map((order) => `/orders/${order.id}`),
    searchField,
    user.role === 'clinician' ? [{ key: 'n', words: 'order.place', act: () => void navigate('/orders/new') }] : [],
  );
  const isFiltered = settled !== '' || images !== '' || state !== '';
  const columns = isStaff ? 9 : 8;
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
        <TextInput
          ref={searchField}
          type="search"
          aria-label={t('orders.search')}
          placeholder={t('orders.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          w={280}
        />
        <Select
          aria-label={t('orders.filter-state')}
          placeholder={t('orders.filter-state')}
          clearable
          clearButtonProps={{ 'aria-label': t('act.clear') }}
          w={180}
          value={state || null}
          data={states.map((value) => ({ value, label: t(`orders.state-${value}`) }))}
          onChange={(value) => setAddress((before) => withParameter(before, 'state', value), { replace: true })}
        />
        <Select
          aria-label={t('orders.filter-images')}
          placeholder={t('orders.filter-images')}
          clearable
          clearButtonProps={{ 'aria-label': t('act.clear') }}
          w={220}
          value={images || null}
          data={imagesState.options.map((value) => ({ value, label: t(`images.${value}` as WordKey) }))}
          onChange={(value) => setAddress((before) => withParameter(before, 'images', value), { replace: true })}
        />
      </div>
      {orders.error && <ProblemNote error={orders.error} onRetry={() => void orders.refetch()} />}
      {!orders.error && (
        <TableFrame name={t('nav.orders')}>
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{t('column.patient')}</th>
                <th scope="col" className="wide-only">
                  {t('column.birth-date')}
                </th>
                <th scope="col" className="wide-only">
                  {t('column.type')}
                </th>
                <th scope="col">{t('column.images')}</th>
                <th scope="col" className="number wide-only">
                  {t('column.count')}
                </th>
                <th scope="col" className="wide-only">
                  {t('column.reason')}
                </th>
                {isStaff && (
                  <th scope="col" className="wide-only">
                    {t('column.organization')}
                  </th>
                )}
                <th scope="col" className="wide-only">
                  {t('column.order')}
                </th>
                <th scope="col" className="number">
                  {t('column.age')}
                </th>
              </tr>
            </thead>
            <tbody>
              {orders.isPending && <SkeletonRows columns={columns} />}
              {list.map((order, index) => (
                <OrderRow key={order.id} order={order} isCurrent={index === current} showsOrganization={isStaff} />
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

function withParameter(before: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const after = new URLSearchParams(before);
  if (value) after.set(name, value);
  else after.delete(name);
  return after;
}
