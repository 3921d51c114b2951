import { Skeleton } from '@mantine/core';
import { t } from '../i18n.js';

/** Keeps the place of a table's rows while they are being read. */
export function SkeletonRows({ rows = 6, columns }: { rows?: number; columns: number }) {
  return Array.from({ length: rows }, (_row, row) => (
    <tr key={`row ${row + 1}`}>
      {Array.from({ length: columns }, (_column, column) => (
        <td key={`column ${column + 1}`}>
          <Skeleton height={12} width={column === 0 ? '70%' : '50%'} />
          {row === 0 && column === 0 && <span className="visually-hidden">{t('loading')}</span>}
        </td>
      ))}
    </tr>
  ));
}

/** Keeps the place of a panel. */
export function SkeletonPanel({ lines = 4 }: { lines?: number }) {
  return (
    <div className="panel panel-body stack-tight" aria-busy="true">
      <span className="visually-hidden">{t('loading')}</span>
      {Array.from({ length: lines }, (_line, line) => (
        <Skeleton key={`line ${line + 1}`} height={16} width={`${80 - line * 12}%`} />
      ))}
    </div>
  );
}
