import type { OrderDetail, OrderFile } from '../../contract/orders.js';
import { type OrderDocumentLanguage, type OrderDocumentWord, type Say, wordsIn } from './order-document-words.js';

/** All that a printed order says. */
export interface OrderDocumentFacts {
  order: OrderDetail;
  hospital: { name: string; departmentName: string };
  organization: { name: string; address: string; phone: string; fax: string };
  provider: { npi: string | null; phone: string } | null;
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
/** `isStruck`: what stood there and does not count any more. */
export interface ListRow {
  lead: string;
  text: string;
  isStruck?: boolean;
}
export type Tone = 'draft' | 'cancelled' | 'signed' | 'closed';
/** What stands on the pages, from top to bottom; how it looks is the writer's. */
export type Block =
  | { kind: 'band'; tone: Tone; text: string }
  | { kind: 'columns'; columns: { title: string; fields: Field[] }[] }
  | { kind: 'text'; title: string; text: string }
  | { kind: 'list'; title: string; rows: ListRow[] }
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
  /** A birth date, which has no time and no zone. */
  day(date: string): string;
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
  const days = new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', { dateStyle: 'long', timeZone: 'UTC' });
  const day = (date: string) => (/^\d{4}-\d\d-\d\d$/.test(date) ? days.format(new Date(`${date}T00:00:00Z`)) : date);
  const speech: Speech = { say, time, day };
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
      ...correctionBlocks(order, speech),
      { kind: 'columns', columns: [patientColumn(facts, say), destinationColumn(facts, say)] },
      { kind: 'columns', columns: [senderColumn(facts, say), imagesColumn(facts, say)] },
      ...clinicalBlocks(facts, speech),
      ...additionBlocks(order, speech),
      signatureBlock(order, speech),
    ],
    printed: say('printed', { at: time(facts.printedAt.toISOString()), by: facts.printedBy }),
    pageOf: (page, count) => say('page-of', { page, count }),
    language,
  };
}

const patientName = ({ patient }: OrderDetail) =>
  [patient.familyName, [patient.givenName, patient.middleName].filter(Boolean).join(' ')].filter(Boolean).join(', ');

function band({ order }: OrderDocumentFacts, { say, time }: Speech): Block {
  if (order.state === 'draft') return { kind: 'band', tone: 'draft', text: say('draft') };
  if (order.state === 'cancelled') {
    const cancellation = order.history.findLast((one) => one.event === 'cancelled');
    const values = { at: time(cancellation?.at ?? null), by: cancellation?.by ?? say('someone') };
    return { kind: 'band', tone: 'cancelled', text: say('cancelled', { ...values, reason: order.cancelledReason ?? '' }) };
  }
  const { closed } = order;
  if (!closed) return { kind: 'band', tone: 'signed', text: say('signed', { at: time(order.signedAt) }) };
  const values = { signed: time(order.signedAt), at: time(closed.at), by: closed.by ?? say('someone'), reason: closed.reason };
  return { kind: 'band', tone: 'closed', text: say('closed', values) };
}

/** Beside what was signed, never in its place. */
function correctionBlocks(order: OrderDetail, { say, time, day }: Speech): Block[] {
  if (order.corrections.length === 0) return [];
  const readable = (field: string, value: string) => {
    if (value === '') return say('missing');
    if (field === 'sex') return say(`sex.${value}` as OrderDocumentWord);
    return field === 'birthDate' ? day(value) : value;
  };
  const rows = order.corrections.map((one) => {
    const values = { now: readable(one.field, one.now), signed: readable(one.field, one.signed) };
    const who = [one.by, one.organization, one.at && time(one.at)].filter(Boolean).join(', ');
    return { lead: say(`corrected.${one.field}`), text: [say('corrected', values), who].filter(Boolean).join(' · ') };
  });
  return [{ kind: 'list', title: say('corrected-since'), rows }];
}

const given = (...fields: (Field | null)[]) => fields.filter((field): field is Field => field !== null);
const optional = (label: string, value: string | null | undefined) => (value ? { label, value } : null);

function patientColumn({ order }: OrderDocumentFacts, say: Say) {
  const { sex, birthDate, identifiers } = order.patient;
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

function clinicalBlocks({ order }: OrderDocumentFacts, speech: Speech): Block[] {
  const { say } = speech;
  const diagnoses = order.diagnoses.map((one) => ({ lead: one.code, text: one.title }));
  // What the virus scan set aside is handed to nobody, so it is no record of the order.
  const files = order.files.filter(({ state }) => state === 'received' || state === 'ready').map((one) => fileRow(one, speech));
  const blocks: Block[] = [
    { kind: 'text', title: say('reason-for-referral'), text: order.reasonForReferral || say('missing') },
    { kind: 'list', title: say('diagnoses'), rows: diagnoses.length > 0 ? diagnoses : [{ lead: '', text: say('none') }] },
  ];
  if (order.insurance) blocks.push({ kind: 'text', title: say('insurance'), text: insuranceText(order.insurance, say) });
  if (order.comment) blocks.push({ kind: 'text', title: say('comment'), text: order.comment });
  if (files.length > 0) blocks.push({ kind: 'list', title: say('attachments'), rows: files });
  return blocks;
}

function fileRow(file: OrderFile, { say, time }: Speech): ListRow {
  const about = [file.description, pagesOf(file.pageCount, say), file.afterSigning && say('file-added')];
  const { withdrawn } = file;
  if (withdrawn) {
    about.unshift(say('withdrawn', { by: withdrawn.by ?? say('someone'), at: time(withdrawn.at), reason: withdrawn.reason }));
  }
  return { lead: file.fileName, text: about.filter(Boolean).join(' · '), isStruck: withdrawn !== null };
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
