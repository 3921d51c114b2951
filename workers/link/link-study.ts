// Stage 5, link: answers two questions and never mixes them: to which order does a study belong, and whose images does it hold? core/studies does
// the work, in one transaction; this is the door by which a job comes to it.
import { linkStudy as link } from '#core/studies/linking.js';
import type { WorkerContext } from '../context.js';

/** Links one study whose instances are all checked; any other is left as it is. */
export function linkStudy(context: WorkerContext, job: { studyID: string }): Promise<void> {
  return link(context.database, job.studyID);
}
