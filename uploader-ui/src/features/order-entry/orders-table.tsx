import { Link, useNavigate } from 'react-router';
import type { OrderListItem } from '#core/contract/orders.js';
import { formatBirthDate } from '../../app/format.js';
import { Age } from '../../app/pieces/age.js';
import { ledgerLine } from '../../app/pieces/ledger-steps.js';
import { ImagesStatus } from '../../app/pieces/status.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { type Head, TableHeads } from '../../app/pieces/table-heads.js';
import { nameOf } from '../patients/person.js';

const ofOne: Head[] = [
  ['encounter.referral'],
  ['column.images'],
  ['column.count', 'number wide-only'],
  ['column.order', 'wide-only'],
  ['column.age', 'number'],
];

const ofMany: Head[] = [
  ['column.patient'],
  ['column.birth-date', 'wide-only'],
  ['encounter.referral', 'wide-only'],
  ['column.images'],
  ['column.age', 'number'],
];

/** Orders with their state at a glance; with the patient where they are not all of one. */
export function OrdersTable({ orders, name, withPatient }: { orders: readonly OrderListItem[]; name: string; withPatient?: boolean }) {
  const navigate = useNavigate();
  return (
    <TableFrame name={name} plain>
      <table className="list">
        <TableHeads columns={withPatient ? ofMany : ofOne} />
        <tbody>
          {orders.map((order) => (
            <tr key={order.id} className="opens" onClick={() => void navigate(`/orders/${order.id}`)}>
              {withPatient && (
                <td>
                  <Link to={`/orders/${order.id}`} className="row-link" onClick={(event) => event.stopPropagation()}>
                    {nameOf(order.patient)}
                  </Link>
                  <div className="narrow-only small soft">{order.orderType}</div>
                </td>
              )}
              {withPatient && <td className="wide-only">{formatBirthDate(order.patient.birthDate)}</td>}
              <td className={withPatient ? 'cut wide-only' : 'cut'}>
                {withPatient ? (
                  order.orderType
                ) : (
                  <Link to={`/orders/${order.id}`} className="row-link" onClick={(event) => event.stopPropagation()}>
                    {order.orderType}
                  </Link>
                )}
                {!withPatient && (
                  <div className="narrow-only small soft">
                    {ledgerLine(order.ledger)} · <span className="mono">{order.orderNumber}</span>
                  </div>
                )}
              </td>
              <td>
                <ImagesStatus order={order} />
              </td>
              {!withPatient && <td className="number wide-only">{ledgerLine(order.ledger)}</td>}
              {!withPatient && <td className="mono wide-only">{order.orderNumber}</td>}
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
