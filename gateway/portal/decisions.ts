import { z } from 'zod';
import { answerRequest, attachmentRequest, confirmationRequest, rejectionRequest } from '#core/contract/studies.js';
import { answerQuestion, attachStudy, UnknownChoice } from '#core/studies/answers.js';
import { confirmStudy, rejectStudy } from '#core/studies/decisions.js';
import { InvalidFieldsError } from '../http/problem-details.js';
import { type Route, route } from '../http/route.js';
import { studyExamples } from './study-examples.js';

const decided = z.object({ id: z.uuid(), stage: z.string() });

const confirm = route({
  method: 'post',
  path: '/api/studies/:id/confirmation',
  access: ['radiology'],
  scope: 'hospital',
  summary:
    'Confirm receipt of exactly what was seen; 409 with the reason when it may not be, with what `changed` since, and while announced images are missing that the request does not acknowledge.',
  body: confirmationRequest,
  examples: { ...studyExamples.confirm, answer: { id: studyExamples.detail.answer.id, stage: 'confirmed' } },
  answer: decided,
  handle: ({ context, caller, params, body }) => confirmStudy(context.database, { account: caller }, params.id ?? '', body),
});

const reject = route({
  method: 'post',
  path: '/api/studies/:id/rejection',
  access: ['radiology'],
  scope: 'hospital',
  summary: 'Reject a study as it was seen, with a reason that the sender sees; 409 with what `changed` since.',
  body: rejectionRequest,
  examples: { ...studyExamples.reject, answer: { id: studyExamples.detail.answer.id, stage: 'rejected' } },
  answer: decided,
  handle: ({ context, caller, params, body }) => rejectStudy(context.database, { account: caller }, params.id ?? '', body),
});

const attach = route({
  method: 'post',
  path: '/api/studies/:id/attachment',
  access: ['radiology'],
  scope: 'hospital',
  summary:
    'Attach a study to an order with a reason, instead of the one it may have; whose images they are is judged at once. With `instanceSet`: 409 when the study is another thing than was seen.',
  body: attachmentRequest,
  examples: { ...studyExamples.attach, answer: { id: studyExamples.detail.answer.id, stage: 'linked' } },
  answer: decided,
  handle: ({ context, caller, params, body }) =>
    attachStudy(context.database, { account: caller }, params.id ?? '', body).catch(asInvalidField),
});

const answer = route({
  method: 'post',
  path: '/api/studies/:id/answers',
  access: ['radiology'],
  scope: 'hospital',
  summary: 'Answer an open question of a study with a reason. With `instanceSet`: 409 when the study is another thing than was seen.',
  body: answerRequest,
  examples: { ...studyExamples.answer, answer: { id: studyExamples.detail.answer.id, stage: 'linked' } },
  answer: decided,
  handle: ({ context, caller, params, body }) =>
    answerQuestion(context.database, { account: caller }, params.id ?? '', body).catch(asInvalidField),
});

function asInvalidField(thrown: unknown): never {
  if (thrown instanceof UnknownChoice) throw new InvalidFieldsError({ [thrown.field]: thrown.message });
  throw thrown;
}

export const decisionRoutes: Route[] = [confirm, reject, attach, answer];
