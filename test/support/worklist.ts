import type { StudyListItem } from '#core/contract/studies.js';
import type { SignedInClient } from './product.js';
import { until } from './until.js';

const pageSize = 200;

/** Every study that the worklist shows. */
export async function listStudies(client: SignedInClient): Promise<StudyListItem[]> {
  const studies: StudyListItem[] = [];
  for (;;) {
    const page = await client.get<{ studies: StudyListItem[]; total: number }>(
      `/api/studies?state=all&limit=${pageSize}&offset=${studies.length}`,
    );
    studies.push(...page.studies);
    if (studies.length >= page.total || page.studies.length === 0) return studies;
  }
}

/** Waits until nothing that was received is without its check and its link, and gives what the worklist shows then. */
export function whenAllChecked(client: SignedInClient, timeoutMs = 60_000): Promise<StudyListItem[]> {
  return until(
    'every study is checked and linked',
    async () => {
      const studies = await listStudies(client);
      const isDone = studies.every(
        ({ stage, ledger }) => stage !== 'received' && stage !== 'validated' && ledger.validated === ledger.received,
      );
      return isDone ? studies : null;
    },
    { timeoutMs, everyMs: 500 },
  );
}
