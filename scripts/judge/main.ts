// The judge as a program, so that a hospital can try its own cases: `npm run --silent judge -- FILE.ndjson`. One case a line in, one answer a line
// out, by the functions that the product uses. docs/matching.md describes both.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { defaultPlaceholders, type Placeholders, withHospitalPlaceholders } from '#core/identity/placeholders.js';
import { judgeCase, placeholderFile } from './cases.js';
import { judgeOneCase } from './judge-case.js';

const usage = `Usage: npm run --silent judge -- FILE.ndjson [--placeholders LISTS.json]
FILE.ndjson holds one case a line (- for standard input); docs/matching.md describes a case and its answer.
LISTS.json holds a hospital's own stand-ins: { "names": [], "patientIDs": [], "birthDates": [] }.
`;

/** Answers one line; a line that is no case is answered with what is wrong with it, and the others go on. */
function answerLine(line: string, placeholders: Placeholders): { answer: object; isSound: boolean } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return { answer: { error: 'The line is not JSON.' }, isSound: false };
  }
  const given = judgeCase.safeParse(parsed);
  if (!given.success) {
    const places = given.error.issues.map(({ path, message }) => `${path.join('.') || 'the line'}: ${message}`);
    return { answer: { error: `The line is no case. ${places.join('; ')}` }, isSound: false };
  }
  try {
    return { answer: judgeOneCase(given.data, placeholders), isSound: true };
  } catch (error) {
    // A line that breaks the judge is a fault of the judge; it must not take the other lines with it.
    return { answer: { error: `The line could not be judged: ${error instanceof Error ? error.message : String(error)}` }, isSound: false };
  }
}

async function readPlaceholders(path: string | undefined): Promise<Placeholders> {
  if (!path) return defaultPlaceholders();
  return withHospitalPlaceholders(placeholderFile.parse(JSON.parse(await readFile(path, 'utf8'))));
}

async function judgeFile(path: string, placeholders: Placeholders): Promise<boolean> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  const failed = new Promise<never>((_resolve, reject) => input.once('error', reject));
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  let areAllSound = true;
  for (;;) {
    const { done, value } = await Promise.race([lines.next(), failed]);
    if (done) return areAllSound;
    if (value.trim() === '') continue;
    const { answer, isSound } = answerLine(value.replace(/^\uFEFF/, ''), placeholders);
    areAllSound &&= isSound;
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) await once(process.stdout, 'drain');
  }
}

function readArguments(): { path: string; lists: string | undefined } | null {
  try {
    const { values, positionals } = parseArgs({ options: { placeholders: { type: 'string' } }, allowPositionals: true });
    const [path] = positionals;
    return path && positionals.length === 1 ? { path, lists: values.placeholders } : null;
  } catch {
    // An option that there is not.
    return null;
  }
}

const asked = readArguments();
if (!asked) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  try {
    if (!(await judgeFile(asked.path, await readPlaceholders(asked.lists)))) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exitCode = 2;
  }
}
