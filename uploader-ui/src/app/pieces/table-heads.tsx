import { t, type WordKey } from '../i18n.js';

/** The words over a column, with its class; `unseen` for a column of acts, whose words are for who can't see them. */
export type Head = readonly [words: WordKey, className?: string, look?: 'unseen'];

/** The heads of a table; what is false is left out. */
export function TableHeads({ columns }: { columns: readonly (Head | false | undefined)[] }) {
  return (
    <thead>
      <tr>
        {columns.map(
          (column) =>
            column && (
              <th key={column[0]} scope="col" className={column[1]}>
                {column[2] ? <span className="visually-hidden">{t(column[0])}</span> : t(column[0])}
              </th>
            ),
        )}
      </tr>
    </thead>
  );
}
