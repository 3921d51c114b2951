import type { LocationRow, RegionRow } from '#core/contract/administration.js';
import { locations, regions, useRows } from '../../api/administration.js';
import { t } from '../../app/i18n.js';
import { AdminList } from './admin-list.js';

function Regions() {
  return (
    <AdminList<RegionRow>
      thing={regions}
      id="regions"
      words={{
        title: t('admin.regions'),
        intro: t('admin.regions-words'),
        new: t('admin.region-new'),
        change: t('admin.region-change'),
        empty: t('admin.regions-empty'),
        emptyWords: t('admin.regions-empty-words'),
        showRetired: t('admin.show-retired'),
      }}
      textsOf={(row) => [row.name, row.phone]}
      columns={[
        { head: t('admin.name'), cell: (row) => row.name },
        { head: t('admin.phone-to-call'), cell: (row) => row.phone },
        { head: t('admin.position'), cell: (row) => row.position, className: 'number' },
      ]}
      fields={[
        { name: 'name', label: t('admin.name'), kind: 'text', required: true, maxLength: 100 },
        {
          name: 'phone',
          label: t('admin.phone-to-call'),
          hint: t('admin.phone-to-call-hint'),
          kind: 'text',
          required: true,
          half: true,
          maxLength: 40,
        },
        { name: 'position', label: t('admin.position'), hint: t('admin.position-hint'), kind: 'number', half: true },
      ]}
      retire={{
        field: 'retired',
        act: t('admin.retire'),
        ask: (row) => t('admin.region-retire-ask', { name: String(row.name) }),
        back: t('admin.bring-back'),
      }}
    />
  );
}

/** Where patients can be referred to, and the region whose number is called. */
export function LocationsPage() {
  const allRegions = useRows(regions).data ?? [];
  const regionName = (id: string): string => allRegions.find((region) => region.id === id)?.name ?? '–';
  const choices = allRegions.filter(({ retired }) => !retired).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <AdminList<LocationRow>
        thing={locations}
        id="locations"
        words={{
          title: t('admin.locations'),
          intro: t('admin.locations-words'),
          new: t('admin.location-new'),
          change: t('admin.location-change'),
          empty: t('admin.locations-empty'),
          emptyWords: t('admin.locations-empty-words'),
          showRetired: t('admin.show-retired'),
        }}
        textsOf={(row) => [row.name, regionName(row.regionID), row.address, row.phone]}
        columns={[
          { head: t('admin.name'), cell: (row) => row.name },
          { head: t('admin.region'), cell: (row) => regionName(row.regionID) },
          { head: t('admin.address'), cell: (row) => row.address || '–', className: 'cut' },
          { head: t('admin.phone'), cell: (row) => row.phone || <span className="soft">{t('admin.phone-of-region')}</span> },
        ]}
        fields={[
          { name: 'name', label: t('admin.name'), kind: 'text', required: true, maxLength: 100 },
          {
            name: 'regionID',
            label: t('admin.region'),
            kind: 'select',
            required: true,
            choices,
            none: t('admin.region-first'),
          },
          { name: 'address', label: t('admin.address'), kind: 'area', maxLength: 300 },
          { name: 'phone', label: t('admin.phone'), hint: t('admin.location-phone-hint'), kind: 'text', maxLength: 40 },
        ]}
        retire={{
          field: 'retired',
          act: t('admin.retire'),
          ask: (row) => t('admin.location-retire-ask', { name: String(row.name) }),
          back: t('admin.bring-back'),
        }}
      />
      <Regions />
    </>
  );
}
