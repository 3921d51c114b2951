import { ActionIcon, Button, Modal, Select } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { OrderTypeRow, OrganizationRow } from '#core/contract/administration.js';
import { orderTypes, usePreferenceWrite, useRows } from '../../api/administration.js';
import { useFocusBack } from '../../app/focus-back.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { moved } from './lists.js';

interface ChosenProps {
  ids: readonly string[];
  types: ReadonlyMap<string, OrderTypeRow>;
  onChange(ids: string[], spoken: string, focus: string): void;
}

function Chosen({ ids, types, onChange }: ChosenProps) {
  return (
    <ol className="preference-list">
      {ids.map((id, place) => {
        const type = types.get(id);
        const name = type?.name ?? '–';
        const move = (by: number, button: string): void =>
          onChange(
            moved(ids, place, by),
            t('admin.preference-moved', { name, place: place + by + 1, count: ids.length }),
            `${button}-${id}`,
          );
        return (
          <li key={id}>
            <span className="preference-place soft">{place + 1}</span>
            <span style={{ flex: 1, minWidth: 0 }}>
              {name} <span className="small soft">{type?.department}</span>
            </span>
            <ActionIcon
              id={`up-${id}`}
              variant="subtle"
              color="gray"
              aria-label={t('admin.preference-up', { name })}
              aria-disabled={place === 0}
              data-disabled={place === 0 || undefined}
              onClick={() => place > 0 && move(-1, 'up')}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              id={`down-${id}`}
              variant="subtle"
              color="gray"
              aria-label={t('admin.preference-down', { name })}
              aria-disabled={place === ids.length - 1}
              data-disabled={place === ids.length - 1 || undefined}
              onClick={() => place < ids.length - 1 && move(1, 'down')}
            >
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('admin.preference-remove', { name })}
              onClick={() =>
                onChange(
                  ids.filter((one) => one !== id),
                  t('admin.preference-removed', { name }),
                  'add-preference',
                )
              }
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </li>
        );
      })}
    </ol>
  );
}

/** The order types that an organization is offered, in their order; by buttons, so that the keyboard does it all. */
export function PreferenceDialog({ organization, onClose }: { organization: OrganizationRow; onClose(): void }) {
  const rows = useRows(orderTypes);
  const saving = usePreferenceWrite(organization.id);
  const [ids, setIDs] = useState<string[]>(organization.orderTypeIDs);
  const [spoken, setSpoken] = useState('');
  useFocusBack();
  const focus = useRef<string | null>(null);
  const types = new Map((rows.data ?? []).map((type) => [type.id, type]));
  const offered = ids.filter((id) => types.get(id)?.retired === false);
  // A row that changes its place loses the focus.
  useEffect(() => {
    if (!focus.current) return;
    document.getElementById(focus.current)?.focus();
    focus.current = null;
  });
  const change = (next: string[], words: string, to: string): void => {
    setIDs(next);
    setSpoken(words);
    focus.current = to;
  };
  const choices = (rows.data ?? [])
    .filter((type) => !type.retired && !ids.includes(type.id))
    .map((type) => ({ value: type.id, label: `${type.name} (${type.department})` }));
  return (
    <Modal opened onClose={onClose} title={t('admin.preferences-of', { name: organization.name })} size={640} closeOnClickOutside={false}>
      <div className="stack">
        <p className="soft">{t('admin.preferences-words')}</p>
        {rows.isPending && <SkeletonPanel lines={3} />}
        {rows.error && <ProblemNote error={rows.error} onRetry={() => void rows.refetch()} />}
        {rows.data && offered.length === 0 && <p>{t('admin.preferences-empty')}</p>}
        {rows.data && <Chosen ids={offered} types={types} onChange={change} />}
        <Select
          id="add-preference"
          label={t('admin.preference-add')}
          placeholder={t('admin.preference-add-hint')}
          searchable
          data={choices}
          value={null}
          nothingFoundMessage={t('admin.preference-none-left')}
          onChange={(id) =>
            id && change([...offered, id], t('admin.preference-added', { name: types.get(id)?.name ?? '' }), 'add-preference')
          }
        />
        <span className="visually-hidden" role="status">
          {spoken}
        </span>
        {saving.error && <ProblemNote error={saving.error} safe={t('admin.safe')} />}
        <div className="line acts-end admin-foot">
          <Button variant="default" onClick={onClose}>
            {t('act.back')}
          </Button>
          <Button loading={saving.isPending} disabled={!rows.data} onClick={() => saving.mutate(offered, { onSuccess: onClose })}>
            {t('admin.save')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
