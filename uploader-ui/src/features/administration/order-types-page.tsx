import type { OrderTypeRow } from '#core/contract/administration.js';
import { orderTypes } from '../../api/administration.js';
import { t } from '../../app/i18n.js';
import { AdminList } from './admin-list.js';

/** What can be ordered; preference lists offer some of them to an organization. */
export function OrderTypesPage() {
  return (
    <AdminList<OrderTypeRow>
      thing={orderTypes}
      id="order-types"
      words={{
        title: t('admin.order-types'),
        intro: t('admin.order-types-words'),
        new: t('admin.order-type-new'),
        change: t('admin.order-type-change'),
        empty: t('admin.order-types-empty'),
        emptyWords: t('admin.order-types-empty-words'),
        showRetired: t('admin.show-retired'),
      }}
      textsOf={(row) => [row.name, row.department, row.description]}
      columns={[
        { head: t('admin.name'), cell: (row) => row.name },
        { head: t('order.department'), cell: (row) => row.department },
        { head: t('admin.description'), cell: (row) => row.description || '–', className: 'wrap' },
      ]}
      fields={[
        { name: 'name', label: t('admin.name'), hint: t('admin.order-type-name-hint'), kind: 'text', required: true, maxLength: 100 },
        { name: 'department', label: t('order.department'), kind: 'text', required: true, maxLength: 100 },
        { name: 'description', label: t('admin.description'), hint: t('admin.order-type-hint'), kind: 'area', maxLength: 500 },
      ]}
      retire={{
        field: 'retired',
        act: t('admin.retire'),
        ask: (row) => t('admin.order-type-retire-ask', { name: String(row.name) }),
        back: t('admin.bring-back'),
      }}
    />
  );
}
