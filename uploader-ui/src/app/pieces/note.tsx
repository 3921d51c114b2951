import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export type Tone = 'good' | 'attention' | 'bad' | 'plain';
const icons = { good: IconCircleCheck, attention: IconAlertTriangle, bad: IconCircleX, plain: IconInfoCircle };

/** Words that stand out a little, with an icon; `alert` reads them out at once. */
export function Note({ tone = 'plain', alert = false, children }: { tone?: Tone; alert?: boolean; children: ReactNode }) {
  const Icon = icons[tone];
  return (
    <div className={`note note-${tone}`} role={alert ? 'alert' : undefined}>
      <Icon size={20} aria-hidden />
      <div className="note-body">{children}</div>
    </div>
  );
}
