import type { ReactNode } from 'react';
import { t, type WordKey } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import type { NotAnImage } from './reading/image-header.js';
import type { SelectionView } from './selection.js';

const SHOWN = 200;

function Paths({ paths, children }: { paths: readonly string[]; children: ReactNode }) {
  return (
    <details className="left-out">
      <summary>{children}</summary>
      <ul>
        {paths.slice(0, SHOWN).map((path) => (
          <li key={path} className="mono">
            {path}
          </li>
        ))}
        {paths.length > SHOWN && <li>{t('left-out.more', { count: paths.length - SHOWN })}</li>}
      </ul>
    </details>
  );
}

const alarming = new Set<NotAnImage>([
  'cut-off',
  'unreadable',
  'no-identifiers',
  'encrypted',
  'archive-damaged',
  'archive-too-large',
  'archive-inside-archive',
]);

/** What will not be sent and why, counted and named: nothing is dropped in silence. */
export function LeftOut({ view }: { view: SelectionView }) {
  const byReason = new Map<NotAnImage, string[]>();
  for (const { path, reason } of view.others) byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
  const reasons = [...byReason].sort(([a], [b]) => Number(alarming.has(b)) - Number(alarming.has(a)));
  if (reasons.length === 0 && view.missing.length === 0 && view.repeatedCount === 0) return null;
  const isAlarming = view.missing.length > 0 || reasons.some(([reason]) => alarming.has(reason));
  return (
    <Note tone={isAlarming ? 'attention' : 'plain'}>
      <h3>{t('left-out.title', { count: view.others.length })}</h3>
      {reasons.map(([reason, paths]) => (
        <Paths key={reason} paths={paths}>
          {t(`left-out.${reason}` as WordKey, { count: paths.length })}
        </Paths>
      ))}
      {view.missing.map(({ directory, paths }) => (
        <Paths key={directory} paths={paths}>
          {t('left-out.missing', { count: paths.length, directory })}
        </Paths>
      ))}
      {view.repeatedCount > 0 && <p>{t('left-out.repeated', { count: view.repeatedCount })}</p>}
    </Note>
  );
}
