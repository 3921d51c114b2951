import { Button, Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconLink, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { StudyDetail } from '#core/contract/studies.js';
import { useOrderCandidates } from '../../api/studies.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { CandidateChoice } from './candidate-choice.js';

function Search({ study, onDone }: { study: StudyDetail; onDone(): void }) {
  const [search, setSearch] = useState('');
  const [settled] = useDebouncedValue(search, 250);
  const candidates = useOrderCandidates(study.id, settled);
  return (
    <div className="stack">
      <TextInput
        type="search"
        label={t('attach.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      {study.attachedOrder && <Note tone="attention">{t('attach.moves', { order: study.attachedOrder.orderNumber })}</Note>}
      {candidates.isPending && <SkeletonPanel />}
      {candidates.error && <ProblemNote error={candidates.error} onRetry={() => void candidates.refetch()} />}
      {candidates.data && (
        <CandidateChoice
          study={study}
          candidates={candidates.data.candidates.filter(({ orderID }) => orderID !== study.attachedOrder?.id)}
          onDone={onDone}
        />
      )}
    </div>
  );
}

/** Attach the study to an order, or to another one, with a reason. */
export function AttachToOrder({ study }: { study: StudyDetail }) {
  const [isOpen, setOpen] = useState(false);
  if (study.stage === 'confirmed' || study.stage === 'rejected') return null;
  return (
    <div style={{ margin: '8px 0 16px' }}>
      <Button variant="default" size="xs" fullWidth leftSection={<IconLink size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t(study.attachedOrder ? 'attach.other' : 'attach.title')}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t('attach.title')} size={720}>
        <Search study={study} onDone={() => setOpen(false)} />
      </Modal>
    </div>
  );
}
