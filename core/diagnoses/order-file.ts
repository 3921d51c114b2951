import { GatewayError } from '../errors/gateway-error.js';

export interface OrderFileRow {
  position: number;
  /** Without its dot. */
  code: string;
  billable: boolean;
  shortTitle: string;
  title: string;
}

const mostRows = 300_000;
const longestLine = 2_000;
const codeGrammar = /^[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}$/;

/**
 * Reads the rows of a CMS order file as its bytes come: order number (columns 1-5), code without its dot (7-13), 1 for billable or 0 for a
 * header (15), short description (17-76), long description (from 78). Memory holds one piece and the codes seen, whatever the length.
 *
 * @throws GatewayError `bad-request` with the number of the first line that can't be of such a file, `payload-too-large` beyond 300,000 rows;
 * whoever chose the file chooses another.
 */
export async function* readOrderFile(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<OrderFileRow> {
  const seen = new Set<string>();
  let previous: OrderFileRow | null = null;
  let lineNumber = 0;
  for await (const text of linesOf(pieces)) {
    lineNumber += 1;
    if (text === '') continue;
    const row = parseOrderLine(text, lineNumber);
    // Five columns end at 99999; the list of a later year may have to begin anew.
    if (previous && row.position <= previous.position && previous.position !== 99_999)
      throw refusal(lineNumber, 'its order number does not follow the one before');
    if (seen.has(row.code)) throw refusal(lineNumber, `the code ${row.code} was there already`);
    if (previous && !previous.billable && !row.code.startsWith(previous.code))
      throw refusal(lineNumber, `the header ${previous.code} before it has no code below it`);
    seen.add(row.code);
    if (seen.size > mostRows)
      throw new GatewayError('payload-too-large', { explanation: `The file has more than ${mostRows.toLocaleString('en')} rows.` });
    previous = row;
    yield { ...row, position: seen.size };
  }
  if (!previous) throw new GatewayError('bad-request', { explanation: 'The file is empty.' });
  if (!previous.billable) throw refusal(lineNumber, 'the file ends with a header: it was cut off');
}

/**
 * Reads one line, each of its characters a byte.
 *
 * @throws GatewayError `bad-request` naming the line.
 */
export function parseOrderLine(bytes: string, lineNumber: number): OrderFileRow {
  // Descriptions with an accent are padded by characters in one year's file and by bytes in another's.
  const line = bytes[76] === ' ' && bytes[77] !== ' ' ? bytes : decode(bytes);
  const orderNumber = line.slice(0, 5);
  const code = line.slice(6, 13).trimEnd();
  const flag = line[14];
  if (!/^\d{5}$/.test(orderNumber) || line[5] !== ' ') throw refusal(lineNumber, 'columns 1 to 5 are no order number');
  if (!codeGrammar.test(code) || line[13] !== ' ') throw refusal(lineNumber, 'columns 7 to 13 are no ICD-10-CM code');
  if ((flag !== '0' && flag !== '1') || line[15] !== ' ') throw refusal(lineNumber, 'column 15 is neither 0 nor 1');
  const shortTitle = decode(line.slice(16, 76)).trim();
  const title = decode(line.slice(77)).trim();
  if (shortTitle === '' || title === '' || line[76] !== ' ') throw refusal(lineNumber, 'a description is missing');
  return { position: Number(orderNumber), code, billable: flag === '1', shortTitle, title };
}

function refusal(lineNumber: number, why: string): GatewayError {
  return new GatewayError('bad-request', {
    explanation: `This is not an ICD-10-CM order file: line ${lineNumber.toLocaleString('en')}: ${why}.`,
  });
}

/** UTF-8 where it is, and otherwise what the bytes mean in Latin-1. */
function decode(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of ASCII.
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    // No UTF-8: the characters stand for themselves.
    return text;
  }
}

async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  let isFirst = true;
  let count = 0;
  for await (const piece of pieces) {
    let text = rest + Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1');
    if (isFirst && text.length >= 3) {
      text = text.replace(/^\u00ef\u00bb\u00bf/, '');
      isFirst = false;
    }
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      count += 1;
      yield trimmed(line, count);
    }
    if (rest.length > longestLine) throw refusal(count + 1, 'it is too long');
  }
  if (rest !== '') yield trimmed(rest, count + 1);
}

function trimmed(line: string, lineNumber: number): string {
  if (line.length > longestLine) throw refusal(lineNumber, 'it is too long');
  return line.trimEnd();
}
