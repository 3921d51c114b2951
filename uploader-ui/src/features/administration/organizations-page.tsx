import { Button } from '@mantine/core';
import { IconListNumbers, IconMinus, IconServer2 } from '@tabler/icons-react';
import { useState } from 'react';
import type { OrganizationRow } from '#core/contract/administration.js';
import { organizations } from '../../api/administration.js';
import { formatCount } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { AdminList, type Column } from './admin-list.js';
import type { Field } from './fields.js';
import { PreferenceDialog } from './preference-dialog.js';
import type { RetireWords } from './row-dialog.js';

const fieldsOf = (): Field[] => [
  { name: 'name', label: t('admin.name'), kind: 'text', required: true, maxLength: 100 },
  { name: 'pacsToPacsEnabled', label: t('admin.pacs-on'), hint: t('admin.pacs-on-hint'), kind: 'switch' },
  { name: 'address', label: t('admin.address'), kind: 'area', maxLength: 300 },
  { name: 'phone', label: t('admin.phone'), kind: 'text', half: true, maxLength: 40 },
  { name: 'fax', label: t('admin.fax'), kind: 'text', half: true, maxLength: 40 },
  { name: 'issuerOfPatientID', label: t('admin.issuer'), hint: t('admin.issuer-hint'), kind: 'text', maxLength: 64 },
];

const columnsOf = (): Column<OrganizationRow>[] => [
  { head: t('admin.name'), cell: (row) => row.name },
  {
    head: t('send.pacs'),
    cell: (row) => (
      <span className={`status status-${row.pacsToPacsEnabled ? 'good' : 'plain'}`}>
        {row.pacsToPacsEnabled ? <IconServer2 size={16} aria-hidden /> : <IconMinus size={16} aria-hidden />}
        {t(row.pacsToPacsEnabled ? 'admin.on' : 'admin.off')}
      </span>
    ),
  },
  { head: t('admin.preferences'), cell: (row) => t('admin.preference-count', { count: row.orderTypeIDs.length }) },
  { head: t('admin.providers'), cell: (row) => formatCount(row.providerCount), className: 'number' },
  { head: t('admin.accounts'), cell: (row) => formatCount(row.accountCount), className: 'number' },
  { head: t('admin.open-orders'), cell: (row) => formatCount(row.openOrderCount), className: 'number' },
  { head: t('admin.phone'), cell: (row) => row.phone || '–' },
];

const retireOf = (): RetireWords => ({
  field: 'disabled',
  act: t('admin.disable'),
  ask: (row) =>
    t('admin.disable-ask', { name: String(row.name), accounts: Number(row.accountCount ?? 0), orders: Number(row.openOrderCount ?? 0) }),
  // Nobody would be left who could enable it again.
  mayBe: (row) => row.kind !== 'hospital',
  back: t('admin.enable'),
});

/** Organizations: PACS to PACS on or off, what their clinicians are offered, and whether they may come in at all. */
export function OrganizationsPage() {
  const [preferences, setPreferences] = useState<OrganizationRow | null>(null);
  return (
    <>
      <AdminList
        thing={organizations}
        id="organizations"
        words={{
          title: t('admin.organizations'),
          intro: t('admin.organizations-words'),
          new: t('admin.organization-new'),
          change: t('admin.organization-change'),
          empty: t('admin.organizations-empty'),
          emptyWords: t('admin.organizations-empty-words'),
          showRetired: t('admin.show-disabled'),
        }}
        textsOf={(row) => [row.name, row.address, row.phone, row.issuerOfPatientID]}
        columns={columnsOf()}
        fields={fieldsOf()}
        retire={retireOf()}
        more={(row, close) =>
          row.kind === 'referring' && (
            <div className="spread">
              <span>
                {t('admin.preferences')}: {t('admin.preference-count', { count: row.orderTypeIDs.length })}
              </span>
              <Button
                variant="default"
                size="xs"
                leftSection={<IconListNumbers size={16} aria-hidden />}
                onClick={() => {
                  close();
                  setPreferences(row);
                }}
              >
                {t('admin.preferences-change')}
              </Button>
            </div>
          )
        }
      />
      {preferences && <PreferenceDialog organization={preferences} onClose={() => setPreferences(null)} />}
    </>
  );
}
