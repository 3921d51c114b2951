import { useSearchParams } from 'react-router';
import type { ProviderRow } from '#core/contract/administration.js';
import { organizations, providers, useAccounts, useRows } from '../../api/administration.js';
import type { Values } from '../../app/form/row-form.js';
import { t } from '../../app/i18n.js';
import { AdminList, type Column } from './admin-list.js';
import type { Choice, Field } from './fields.js';
import type { RetireWords } from './row-dialog.js';

function fieldsOf(
  organizationChoices: readonly Choice[],
  accounts: readonly (Choice & { organizationID: string })[],
  values: Values,
): Field[] {
  const ofTheirs = accounts.filter(({ organizationID }) => organizationID === values.organizationID);
  const none = t(values.organizationID ? 'admin.no-accounts' : 'admin.organization-first');
  return [
    {
      name: 'organizationID',
      label: t('column.organization'),
      hint: t('admin.organization-stays'),
      kind: 'select',
      required: true,
      onlyNew: true,
      choices: organizationChoices,
    },
    { name: 'familyName', label: t('admin.family-name'), kind: 'text', required: true, half: true, maxLength: 100 },
    { name: 'givenName', label: t('admin.given-name'), kind: 'text', required: true, half: true, maxLength: 100 },
    { name: 'credentials', label: t('admin.credentials'), hint: t('admin.credentials-hint'), kind: 'text', half: true, maxLength: 40 },
    { name: 'npi', label: 'NPI', hint: t('admin.npi-hint'), kind: 'text', nullable: true, half: true, maxLength: 10 },
    { name: 'phone', label: t('admin.phone'), kind: 'text', half: true, maxLength: 40 },
    { name: 'fax', label: t('admin.fax'), kind: 'text', half: true, maxLength: 40 },
    { name: 'email', label: t('admin.email'), kind: 'text', maxLength: 200 },
    {
      name: 'accountID',
      label: t('admin.account'),
      hint: t('admin.account-hint'),
      kind: 'select',
      nullable: true,
      choices: ofTheirs,
      none,
    },
    {
      name: 'delegateAccountIDs',
      label: t('admin.delegates'),
      hint: t('admin.delegates-hint'),
      kind: 'many',
      choices: ofTheirs.filter(({ value }) => value !== values.accountID),
      none,
    },
  ];
}

const nameOf = (row: ProviderRow): string => [`${row.familyName}, ${row.givenName}`, row.credentials].filter(Boolean).join(', ');

const columnsOf = (accountName: (id: string) => string): Column<ProviderRow>[] => [
  { head: t('admin.name'), cell: nameOf },
  { head: t('column.organization'), cell: (row) => row.organization },
  { head: 'NPI', cell: (row) => row.npi ?? '–', className: 'mono' },
  {
    head: t('admin.account'),
    cell: (row) => (row.accountID ? accountName(row.accountID) : <span className="soft">{t('admin.none')}</span>),
  },
  { head: t('admin.delegates'), cell: (row) => row.delegateAccountIDs.map(accountName).join(', ') || '–', className: 'cut' },
  { head: t('admin.phone'), cell: (row) => row.phone || '–' },
];

const retireOf = (): RetireWords => ({
  field: 'retired',
  act: t('admin.retire'),
  ask: (row) => t('admin.provider-retire-ask', { name: `${row.givenName} ${row.familyName}` }),
  back: t('admin.bring-back'),
});

/** Providers: who can authorize referrals, with whose account, and who may sign for them. */
export function ProvidersPage() {
  const [address] = useSearchParams();
  const allOrganizations = useRows(organizations).data ?? [];
  const accounts = (useAccounts().data?.accounts ?? []).map((account) => ({
    value: account.id,
    label: `${account.displayName} (${account.username})`,
    name: account.displayName,
    organizationID: account.organizationID,
    mayBeChosen: account.role === 'clinician' && !account.disabled,
  }));
  const choices = allOrganizations
    .filter(({ kind, disabled }) => kind === 'referring' && !disabled)
    .map(({ id, name }) => ({ value: id, label: name }));
  const choosable = accounts.filter(({ mayBeChosen }) => mayBeChosen);
  const accountName = (id: string): string => accounts.find(({ value }) => value === id)?.name ?? '–';
  return (
    <AdminList
      thing={providers}
      id="providers"
      words={{
        title: t('admin.providers'),
        intro: t('admin.providers-words'),
        new: t('admin.provider-new'),
        change: t('admin.provider-change'),
        empty: t('admin.providers-empty'),
        emptyWords: t('admin.providers-empty-words'),
        showRetired: t('admin.show-retired'),
      }}
      textsOf={(row) => [row.familyName, row.givenName, row.organization, row.npi, row.email]}
      columns={columnsOf(accountName)}
      fields={(values) => fieldsOf(choices, choosable, values)}
      blank={{ organizationID: address.get('organization') ?? '', delegateAccountIDs: [] }}
      retire={retireOf()}
    />
  );
}
