import { Button } from '@mantine/core';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import type { DraftContent, DraftField } from './draft-content.js';
import type { DraftSaver, DraftSnapshot } from './draft-saver.js';

interface Locations {
  id: string;
  name: string;
}

function readable<F extends DraftField>(field: F, content: Partial<DraftContent>, locations: readonly Locations[]): string {
  const value = content[field];
  if (value === null || value === undefined || value === '') return t('complete.nothing');
  if (field === 'locationID') return locations.find(({ id }) => id === value)?.name ?? t('complete.nothing');
  if (field === 'diagnoses') return (value as DraftContent['diagnoses']).map(({ code }) => code).join(', ') || t('complete.nothing');
  if (field === 'insurance') return Object.values(value).filter(Boolean).join(', ');
  if (field === 'priority') return t(`complete.priority-${value as DraftContent['priority']}`);
  if (typeof value === 'boolean') return t(value ? 'complete.yes' : 'complete.no');
  return String(value);
}

/** Somebody else changed the same field: both are shown, and the person chooses. */
export function ConflictNote({ draft, saver, locations }: { draft: DraftSnapshot; saver: DraftSaver; locations: readonly Locations[] }) {
  if (draft.state !== 'conflict') return null;
  return (
    <Note tone="attention" alert>
      <p>
        <strong>{t('complete.conflict')}</strong>
      </p>
      <p>{t('complete.conflict-words')}</p>
      {(Object.keys(draft.theirs) as DraftField[]).map((field) => (
        <div key={field} className="conflict">
          <h3>{t(`complete.field-${field}`)}</h3>
          <div className="fields">
            {(['mine', 'theirs'] as const).map((whose) => (
              <div key={whose} className="conflict-side">
                <div className="small soft">{t(`complete.${whose}`)}</div>
                <p>{readable(field, whose === 'mine' ? draft.content : draft.theirs, locations)}</p>
                <Button variant="default" size="compact-sm" onClick={() => saver.choose(field, whose)}>
                  {t(`complete.keep-${whose}`)}
                  <span className="visually-hidden">: {t(`complete.field-${field}`)}</span>
                </Button>
              </div>
            ))}
          </div>
        </div>
      ))}
    </Note>
  );
}
