import { useDebouncedValue } from '@mantine/hooks';
import type { OrderDetail } from '#core/contract/orders.js';
import { useUploadComparison } from '../../api/orders.js';
import { formatCount } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import type { SelectionView } from './selection.js';
import type { OrderUploader } from './uploader-of-order.js';

const SETTLES_MS = 400;

/** Where something was announced before: how much of what is chosen is here already, and what is missing all the same. */
export function Comparison({ order, uploader, view }: { order: OrderDetail; uploader: OrderUploader; view: SelectionView }) {
  const isAsked = order.ledger.announced !== null && !view.reading && view.chosenCount > 0;
  const [chosen] = useDebouncedValue(`${view.chosenCount} ${view.chosenBytes}`, SETTLES_MS);
  const comparison = useUploadComparison(order.id, chosen, () => uploader.manifest(), isAsked).data;
  if (!isAsked) return null;
  if (!comparison) return <p className="soft">{t('resume.comparing')}</p>;
  const { alreadyStored, toSend, stillMissing } = comparison;
  if (alreadyStored + stillMissing === 0) return null;
  return (
    <Note tone={stillMissing > 0 ? 'attention' : 'plain'}>
      {alreadyStored > 0 && (
        <p>
          <strong>{t('resume.here', { count: alreadyStored, rest: formatCount(toSend) })}</strong>
        </p>
      )}
      {stillMissing > 0 && <p>{t('resume.lacks', { count: stillMissing })}</p>}
    </Note>
  );
}
