import { Button, Checkbox, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { EncounterDetail } from '#core/contract/encounters.js';
import { useAcceptOrders, usePreferenceList } from '../../api/encounters.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';

const MANY = 10;

/** The department, where the name does not say it, and what it is for. */
function describe({ name, department, description }: { name: string; department: string; description: string }): string {
  return [name.toLowerCase().includes(department.toLowerCase()) ? '' : department, description].filter(Boolean).join(' · ');
}

/** Preference List: the referrals that are offered to the organization; one draft for each that is ticked. */
export function PreferenceListStep({ encounter }: { encounter: EncounterDetail }) {
  const navigate = useNavigate();
  const query = usePreferenceList();
  const accepting = useAcceptOrders(encounter.id);
  const [ticked, setTicked] = useState<string[]>([]);
  const [filter, setFilter] = useState('');
  const types = query.data?.orderTypes ?? [];
  const words = filter.trim().toLowerCase();
  const shown = types.filter(
    (type) => ticked.includes(type.id) || `${type.name} ${type.department} ${type.description}`.toLowerCase().includes(words),
  );
  const drafts = encounter.drafts.map(({ orderType }) => orderType);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    accepting.mutate(ticked, { onSuccess: () => void navigate(`/encounters/${encounter.id}/complete`) });
  };
  if (query.isPending) return <SkeletonPanel lines={6} />;
  return (
    <form className="panel" onSubmit={submit} aria-label={t('encounter.step-preference-list')}>
      <div className="panel-body stack">
        {query.error && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
        {drafts.length > 0 && (
          <Note>
            {t('encounter.already', { orders: drafts.join(', ') })}{' '}
            <Link to={`/encounters/${encounter.id}/complete`}>{t('encounter.step-complete')}</Link>
          </Note>
        )}
        {types.length > MANY && (
          <TextInput
            type="search"
            label={t('encounter.filter-types')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        )}
        {query.data && types.length === 0 && <EmptyState title={t('encounter.no-types')}>{t('encounter.no-types-words')}</EmptyState>}
        {types.length > 0 && shown.length === 0 && (
          <EmptyState title={t('encounter.none-fits')}>{t('encounter.none-fits-words')}</EmptyState>
        )}
        {types.length > 0 && (
          <Checkbox.Group label={t('encounter.types')} description={t('encounter.types-hint')} value={ticked} onChange={setTicked}>
            <div className="choices">
              {shown.map((type) => (
                <div key={type.id} className="choice" data-chosen={ticked.includes(type.id)}>
                  <Checkbox value={type.id} label={type.name} description={describe(type)} />
                </div>
              ))}
            </div>
          </Checkbox.Group>
        )}
        {accepting.error && <ProblemNote error={accepting.error} safe={t('encounter.safe')} />}
      </div>
      <div className="panel-foot panel-foot-sticky">
        <span className="panel-foot-note" role="status">
          {t('encounter.ticked', { count: ticked.length })}
        </span>
        <Button type="submit" disabled={ticked.length === 0} loading={accepting.isPending}>
          {t('encounter.accept-orders')}
        </Button>
      </div>
    </form>
  );
}
