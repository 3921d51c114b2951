import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconLoader } from '@tabler/icons-react';
import { ApiError } from '../../api/problems.js';
import { t } from '../../app/i18n.js';
import { problemWords } from '../../app/pieces/problem-note.js';
import { saidOfFields } from '../../app/said.js';
import type { DraftSaver, DraftSnapshot } from './draft-saver.js';

function whyNot(draft: DraftSnapshot): string {
  if (draft.state === 'conflict') return t('complete.not-saved-conflict');
  if (draft.state === 'closed') return t('complete.not-saved-closed');
  const { error } = draft;
  if (error instanceof ApiError && error.kind === 'network') return t('complete.not-saved-network');
  if (error instanceof ApiError && error.status === 401) return t('complete.not-saved-signed-out');
  if (error instanceof ApiError && error.problem) {
    const fields = Object.values(saidOfFields(error.problem.fields));
    const { title, next } = problemWords(error.problem);
    return fields.length > 0 ? fields.join(' ') : `${title} ${next}`;
  }
  return t('problem.gateway-down');
}

/** Whether what was typed is stored: Saved, Saving, or Not saved with the reason. */
export function SaveNote({ draft, saver }: { draft: DraftSnapshot; saver: DraftSaver }) {
  const isBad = draft.state === 'failed' || draft.state === 'conflict' || draft.state === 'closed';
  return (
    <span className="line save-note">
      <span role="status" className={`status ${isBad ? 'status-bad' : draft.state === 'saved' ? 'status-good' : 'status-plain'}`}>
        {isBad && <IconAlertTriangle size={16} aria-hidden />}
        {draft.state === 'saved' && <IconCircleCheck size={16} aria-hidden />}
        {!isBad && draft.state !== 'saved' && <IconLoader size={16} aria-hidden />}
        <span>
          {isBad && t('complete.not-saved', { why: whyNot(draft) })}
          {draft.state === 'saved' && t('complete.saved')}
          {!isBad && draft.state !== 'saved' && t('complete.saving')}
        </span>
      </span>
      {draft.state === 'failed' && (
        <Button variant="default" size="compact-sm" onClick={() => void saver.flush()}>
          {t('act.try-again')}
        </Button>
      )}
    </span>
  );
}
