import { Button } from '@mantine/core';
import { t } from '../i18n.js';
import { Note } from '../pieces/note.js';
import type { Value } from './row-form.js';
import type { RowForm } from './use-row-form.js';

interface MeanwhileNoteProps {
  form: RowForm;
  labelOf(name: string): string;
  wordsOf(name: string, value: Value): string;
}

/** What somebody else changed while the form was open, field by field; where both did, the person chooses. */
export function MeanwhileNote({ form, labelOf, wordsOf }: MeanwhileNoteProps) {
  if (form.meanwhile.length === 0) return null;
  return (
    <Note tone="attention" alert>
      <p>
        <strong>{t('admin.meanwhile')}</strong>
      </p>
      <p>{t('admin.meanwhile-next')}</p>
      <ul className="bare-list history" style={{ marginTop: 8 }}>
        {form.meanwhile.map((change) => {
          const field = labelOf(change.name);
          const words = { field, before: wordsOf(change.name, change.seen), now: wordsOf(change.name, change.now) };
          return (
            <li key={change.name}>
              {t('admin.meanwhile-field', words)}{' '}
              {change.isContested ? (
                <>
                  {t('admin.meanwhile-yours', { typed: wordsOf(change.name, change.typed) })}{' '}
                  <Button size="compact-xs" variant="default" onClick={() => form.takeTheirs(change)}>
                    {t('admin.take-theirs')}
                    <span className="visually-hidden">: {field}</span>
                  </Button>
                </>
              ) : (
                t('admin.meanwhile-taken')
              )}
            </li>
          );
        })}
      </ul>
    </Note>
  );
}
