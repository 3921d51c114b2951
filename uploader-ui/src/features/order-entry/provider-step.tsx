import { Button, Radio, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import type { EncounterDetail, ProviderChoice } from '#core/contract/encounters.js';
import { useAuthorizingProvider, useProviders } from '../../api/encounters.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';

const MANY = 8;

function whoSigns(provider: ProviderChoice): string {
  if (provider.isMe) return t('encounter.signs-me');
  return t(provider.maySign ? 'encounter.signs-delegate' : 'encounter.signs-other');
}

function Choices({
  providers,
  chosen,
  onChoose,
}: {
  providers: readonly ProviderChoice[];
  chosen: string | null;
  onChoose(id: string): void;
}) {
  const [filter, setFilter] = useState('');
  const fits = (provider: ProviderChoice): boolean =>
    `${provider.name} ${provider.npi ?? ''}`.toLowerCase().includes(filter.trim().toLowerCase());
  const shown = providers.filter((provider) => fits(provider) || provider.id === chosen);
  return (
    <>
      {providers.length > MANY && (
        <TextInput
          type="search"
          label={t('encounter.filter-providers')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      <Radio.Group label={t('order.provider')} description={t('encounter.provider-hint')} value={chosen} onChange={onChoose} required>
        <div className="choices">
          {shown.map((provider) => (
            <div key={provider.id} className="choice" data-chosen={provider.id === chosen}>
              <Radio
                value={provider.id}
                label={provider.name}
                description={[provider.npi && `NPI ${provider.npi}`, whoSigns(provider)].filter(Boolean).join(' · ')}
              />
            </div>
          ))}
        </div>
      </Radio.Group>
    </>
  );
}

/** Authorizing Provider: who answers for the referral, among those of the organization. */
export function ProviderStep({ encounter }: { encounter: EncounterDetail }) {
  const navigate = useNavigate();
  const query = useProviders();
  const choosing = useAuthorizingProvider(encounter.id);
  const providers = query.data?.providers ?? [];
  const [picked, setPicked] = useState<string | null>(null);
  const likely = providers.find(({ isMe }) => isMe) ?? (providers.length === 1 ? providers[0] : undefined);
  const chosen = picked ?? encounter.authorizingProvider?.id ?? likely?.id ?? null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const next = encounter.drafts.length > 0 ? 'complete' : 'preference-list';
    if (chosen) choosing.mutate(chosen, { onSuccess: () => void navigate(`/encounters/${encounter.id}/${next}`) });
  };
  if (query.isPending) return <SkeletonPanel />;
  return (
    <form className="panel" onSubmit={submit} aria-label={t('order.provider')}>
      <div className="panel-body stack">
        {query.error && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && providers.length === 0 && (
          <EmptyState title={t('encounter.no-providers')}>{t('encounter.no-providers-words')}</EmptyState>
        )}
        {providers.length > 0 && <Choices providers={providers} chosen={chosen} onChoose={setPicked} />}
        {choosing.error && <ProblemNote error={choosing.error} safe={t('encounter.safe')} />}
      </div>
      <div className="panel-foot panel-foot-sticky">
        <Button type="submit" disabled={!chosen} loading={choosing.isPending}>
          {t('encounter.accept')}
        </Button>
      </div>
    </form>
  );
}
