import type { OrderDetail } from '../../contract/orders.js';
import { type OrderDocumentLanguage, type OrderDocumentWord, type Say, wordsIn } from './order-document-words.js';

/** All that a printed order says. */
export interface OrderDocumentFacts {
  order: OrderDetail;
  hospital: { name: string; departmentName: string };
  organization: { name: string; address: string; phone: string; fax: string };
  provider: { npi: string | null; phone: string } | null;
  identifiers: readonly { patientID: string; issuerOfPatientID: string | null }[];
  attachments: readonly { fileName: string; description: string; pageCount: number | null }[];
  printedBy: string;
  printedAt: Date;
  language: OrderDocumentLanguage;
  /** As IANA names it. */
  timeZone: string;
}

export interface Field {
  label: string;
  value: string;
  isStrong?: boolean;
}
export type Tone = 'draft' | 'cancelled' | 'signed';
/** What stands on the pages, from top to bottom; how it looks is the writer's. */
export type Block =
  | { kind: 'band'; tone: Tone; text: string }
  | { kind: 'columns'; columns: { title: string; fields: Field[] }[] }
  | { kind: 'text'; title: string; text: string }
  | { kind: 'list'; title: string; rows: { lead: string; text: string }[] }
  | { kind: 'signature'; title: string; lines: string[] };

export interface OrderDocument {
  /** What every page repeats, so that a page that was lost from its others still says whose it is. */
  heading: { hospital: string; kind: string; orderNumber: string; patient: string };
  mark: { text: string; tone: Tone } | null;
  blocks: Block[];
  printed: string;
  pageOf(page: number, count: number): string;
  language: OrderDocumentLanguage;
}

interface Speech {
  say: Say;
  time(iso: string | null): string;
}

/** Puts the facts of an order into words, in the order in which they are read. */
export function describeOrder(facts: OrderDocumentFacts): OrderDocument {
  const { order, language } = facts;
  const say = wordsIn(language);
  const format = new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: facts.timeZone,
  });
  const zone = facts.timeZone.replace(/_/g, ' ');
  const time = (iso: string | null) => (iso === null ? '' : `${format.format(new Date(iso))} (${zone})`.replace(/\u202f/g, ' '));
  const speech: Speech = { say, time };
  const marks = { draft: say('draft-mark'), cancelled: say('cancelled-mark') };
  return {
    heading: {
      hospital: facts.hospital.name,
      kind: say('referral-order'),
      orderNumber: order.orderNumber,
      patient: [patientName(order), order.patient.birthDate].filter(Boolean).join(' · '),
    },
    mark: order.state === 'draft' || order.state === 'cancelled' ? { text: marks[order.state], tone: order.state } : null,
    blocks: [
      band(facts, speech),
      { kind: 'columns', columns: [patientColumn(facts, say), destinationColumn(facts, say)] },
      { kind: 'columns', columns: [senderColumn(facts, say), imagesColumn(facts, say)] },
      ...clinicalBlocks(facts, say),
      ...additionBlocks(order, speech),
      signatureBlock(order, speech),
    ],
    printed: say('printed', { at: time(facts.printedAt.toISOString()), by: facts.printedBy }),
    pageOf: (page, count) => say('page-of', { page, count }),
    language,
  };
}

const patientName = ({ patient }: OrderDetail) => [patient.familyName, patient.givenName].filter(Boolean).join(', ');

function band({ order }: OrderDocumentFacts, { say, time }: Speech): Block {
  if (order.state === 'draft') return { kind: 'band', tone: 'draft', text: say('draft') };
  if (order.state !== 'cancelled') return { kind: 'band', tone: 'signed', text: say(order.state, { at: time(order.signedAt) }) };
  const cancellation = order.history.findLast((one) => one.event === 'cancelled');
  const values = { at: time(cancellation?.at ?? null), by: cancellation?.by ?? say('someone') };
  return { kind: 'band', tone: 'cancelled', text: say('cancelled', { ...values, reason: order.cancelledReason ?? '' }) };
}

const given = (...fields: (Field | null)[]) => fields.filter((field): field is Field => field !== null);
const optional = (label: string, value: string | null | undefined) => (value ? { label, value } : null);

function patientColumn({ order, identifiers }: OrderDocumentFacts, say: Say) {
  const { sex, birthDate } = order.patient;
  return {
    title: say('patient'),
    fields: given(
      { label: say('name'), value: patientName(order), isStrong: true },
      { label: say('born'), value: birthDate ?? say('missing'), isStrong: true },
      { label: say('sex'), value: sex ? say(`sex.${sex}`) : say('missing') },
      ...identifiers.map((one) => ({
        label: say('patient-id'),
        value: one.issuerOfPatientID ? `${one.patientID} (${one.issuerOfPatientID})` : one.patientID,
        isStrong: true,
      })),
    ),
  };
}

function destinationColumn({ order }: OrderDocumentFacts, say: Say) {
  const { location } = order;
  return {
    title: say('referred-to'),
    fields: given(
      { label: say('order-type'), value: order.orderType || say('missing'), isStrong: true },
      { label: say('department'), value: order.department || say('missing') },
      { label: say('priority'), value: say(`priority.${order.priority}`), isStrong: order.priority === 'urgent' },
      { label: say('location'), value: location ? `${location.name}, ${location.region}` : say('missing') },
      optional(say('phone'), location?.phone),
    ),
  };
}

function senderColumn({ order, organization, provider }: OrderDocumentFacts, say: Say) {
  return {
    title: say('referred-by'),
    fields: given(
      { label: say('provider'), value: order.authorizingProvider || say('missing'), isStrong: true },
      optional(say('npi'), provider?.npi),
      { label: say('organization'), value: organization.name },
      optional(say('address'), organization.address),
      optional(say('phone'), provider?.phone || organization.phone),
      optional(say('fax'), organization.fax),
    ),
  };
}

function imagesColumn({ order, hospital }: OrderDocumentFacts, say: Say) {
  const answer = (value: boolean | null): string => say(value === null ? 'unanswered' : value ? 'yes' : 'no');
  const state: OrderDocumentWord = `images-state.${order.imagesState}`;
  return {
    title: say('images'),
    fields: given(
      { label: say('will-upload-images'), value: answer(order.willUploadImages) },
      { label: say('will-upload-records'), value: answer(order.willUploadRecords) },
      order.state === 'draft' ? null : { label: say('images-state'), value: say(state, { department: hospital.departmentName }) },
    ),
  };
}

function clinicalBlocks({ order, attachments }: OrderDocumentFacts, say: Say): Block[] {
  const diagnoses = order.diagnoses.map((one) => ({ lead: one.code, text: one.title }));
  const files = attachments.map((one) => ({
    lead: one.fileName,
    text: [one.description, pagesOf(one.pageCount, say)].filter(Boolean).join(' · '),
  }));
  const blocks: Block[] = [
    { kind: 'text', title: say('reason-for-referral'), text: order.reasonForReferral || say('missing') },
    { kind: 'list', title: say('diagnoses'), rows: diagnoses.length > 0 ? diagnoses : [{ lead: '', text: say('none') }] },
  ];
  if (order.insurance) blocks.push({ kind: 'text', title: say('insurance'), text: insuranceText(order.insurance, say) });
  if (order.comment) blocks.push({ kind: 'text', title: say('comment'), text: order.comment });
  if (files.length > 0) blocks.push({ kind: 'list', title: say('attachments'), rows: files });
  return blocks;
}

function pagesOf(count: number | null, say: Say): string {
  if (count === null) return '';
  return count === 1 ? say('page') : say('pages', { count });
}

function insuranceText(insurance: NonNullable<OrderDetail['insurance']>, say: Say): string {
  const { payer, memberID, group } = insurance;
  return [payer, memberID && `${say('member')} ${memberID}`, group && `${say('group')} ${group}`].filter(Boolean).join(' · ');
}

function additionBlocks(order: OrderDetail, { say, time }: Speech): Block[] {
  return order.additions.map((one) => ({
    kind: 'text',
    title: `${say('additions')}: ${say('added-by', { at: time(one.at), by: one.by })}`,
    text: one.text,
  }));
}

function signatureBlock({ signature }: OrderDetail, { say, time }: Speech): Block {
  if (!signature) return { kind: 'signature', title: say('signature'), lines: [say('not-signed')] };
  const values = { by: signature.by, at: time(signature.at), provider: signature.onBehalfOf ?? '' };
  const lines = [say(signature.onBehalfOf ? 'signed-for' : 'signed-by', values), `${say('digest')}: ${signature.contentSHA256}`];
  return { kind: 'signature', title: say('signature'), lines };
}
