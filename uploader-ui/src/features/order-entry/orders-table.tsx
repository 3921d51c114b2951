import { Link, useNavigate } from 'react-router';
import type { OrderListItem } from '#core/contract/orders.js';
import { formatBirthDate } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Age } from '../../app/pieces/age.js';
import { ledgerLine } from '../../app/pieces/ledger-steps.js';
import { ImagesStatus } from '../../app/pieces/status.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { nameOf } from '../patients/person.js';

/** Orders with their state at a glance; with the patient where they are not all of one. */
export function OrdersTable({ orders, name, withPatient }: { orders: readonly OrderListItem[]; name: string; withPatient?: boolean }) {
  const navigate = useNavigate();
  return (
    <TableFrame name={name} plain>
      <table className="list">
        <thead>
          <tr>
            {withPatient && <th scope="col">{t('column.patient')}</th>}
            {withPatient && <th scope="col">{t('column.birth-date')}</th>}
            <th scope="col">{t('encounter.referral')}</th>
            <th scope="col">{t('column.images')}</th>
            {!withPatient && (
              <th scope="col" className="number">
                {t('column.count')}
              </th>
            )}
            <th scope="col">{t('column.order')}</th>
            <th scope="col" className="number">
              {t('column.age')}
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.id} className="opens" onClick={() => void navigate(`/orders/${order.id}`)}>
              {withPatient && (
                <td>
                  <Link to={`/orders/${order.id}`} className="row-link" onClick={(event) => event.stopPropagation()}>
                    {nameOf(order.patient)}
                  </Link>
                </td>
              )}
              {withPatient && <td>{formatBirthDate(order.patient.birthDate)}</td>}
              <td className="cut">
                {withPatient ? (
                  order.orderType
                ) : (
                  <Link to={`/orders/${order.id}`} className="row-link" onClick={(event) => event.stopPropagation()}>
                    {order.orderType}
                  </Link>
                )}
              </td>
              <td>
                <ImagesStatus order={order} />
              </td>
              {!withPatient && <td className="number">{ledgerLine(order.ledger)}</td>}
              <td className="mono">{order.orderNumber}</td>
              <td className="number">
                <Age since={order.signedAt ?? order.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
