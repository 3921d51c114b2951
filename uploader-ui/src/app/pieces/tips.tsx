import { IconBulb } from '@tabler/icons-react';
import type { HospitalAnswer } from '#core/contract/session.js';
import { useHospital } from '../../api/session.js';
import { language, t } from '../i18n.js';

/** The hospital's own advice on a topic; nothing where it gives none. */
export function Tips({ topic }: { topic: HospitalAnswer['tips'][number]['topic'] }) {
  const tips = (useHospital().data?.tips ?? []).filter((tip) => tip.topic === topic);
  const words = tips.map(({ words: of }) => of[language()] || of.en || '').filter(Boolean);
  if (words.length === 0) return null;
  return (
    <aside className="tips" aria-label={t(`tips.${topic}`)}>
      <IconBulb size={20} aria-hidden />
      <ul>
        {words.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </aside>
  );
}
