import { Skeleton } from '@mantine/core';
import { t } from '../i18n.js';

const upTo = (count: number): number[] => Array.from({ length: count }, (_nothing, index) => index);

/** Keeps the place of a table's rows while they are being read. */
export function SkeletonRows({ rows = 6, columns }: { rows?: number; columns: number }) {
  return upTo(rows).map((row) => (
    <tr key={row}>
      {upTo(columns).map((column) => (
        <td key={column}>
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
      {upTo(lines).map((line) => (
        <Skeleton key={line} height={16} width={`${80 - line * 12}%`} />
      ))}
    </div>
  );
}
