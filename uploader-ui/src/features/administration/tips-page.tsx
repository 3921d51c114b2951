import { type TipRow, tipTopics } from '#core/contract/administration.js';
import { tips } from '../../api/administration.js';
import { t } from '../../app/i18n.js';
import { AdminList } from './admin-list.js';

/** Advice where it helps, in English and Spanish. */
export function TipsPage() {
  const choices = tipTopics.map((topic) => ({ value: topic, label: t(`admin.topic-${topic}`) }));
  return (
    <AdminList<TipRow>
      thing={tips}
      id="tips"
      words={{
        title: t('admin.tips'),
        intro: t('admin.tips-words'),
        new: t('admin.tip-new'),
        change: t('admin.tip-change'),
        empty: t('admin.tips-empty'),
        emptyWords: t('admin.tips-empty-words'),
        showRetired: t('admin.show-retired'),
      }}
      textsOf={(row) => [row.wordsEn, row.wordsEs, t(`admin.topic-${row.topic}`)]}
      columns={[
        { head: t('admin.words-en'), cell: (row) => <span lang="en">{row.wordsEn}</span>, className: 'wrap' },
        {
          head: t('admin.words-es'),
          cell: (row) =>
            row.wordsEs ? <span lang="es">{row.wordsEs}</span> : <span className="status-attention">{t('admin.missing')}</span>,
          className: 'wrap',
        },
        { head: t('admin.topic'), cell: (row) => t(`admin.topic-${row.topic}`) },
        { head: t('admin.position'), cell: (row) => row.position, className: 'number' },
      ]}
      fields={[
        { name: 'topic', label: t('admin.topic'), kind: 'select', required: true, half: true, choices },
        { name: 'position', label: t('admin.position'), hint: t('admin.position-hint'), kind: 'number', half: true },
        { name: 'wordsEn', label: t('admin.words-en'), kind: 'area', required: true, maxLength: 500 },
        { name: 'wordsEs', label: t('admin.words-es'), hint: t('admin.words-es-hint'), kind: 'area', maxLength: 500 },
      ]}
      blank={{ topic: 'attachments' }}
      retire={{ field: 'retired', act: t('admin.retire'), ask: () => t('admin.tip-retire-ask'), back: t('admin.bring-back') }}
    />
  );
}
