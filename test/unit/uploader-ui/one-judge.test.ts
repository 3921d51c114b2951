import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import type { IdentityEvidence } from '#core/contract/studies.js';
import { DataSetInspection } from '#core/dicom/data-set-inspection.js';
import type { DicomJson, JsonPersonName } from '#core/dicom/dicom-json-types.js';
import { judgeIdentity, sentenceOf } from '#core/identity/judge-identity.js';
import { withHospitalPlaceholders } from '#core/identity/placeholders.js';
import type { OrderedPatient, StatedPatient } from '#core/identity/statements.js';
import { makePairs } from '../../../scripts/bench/matching/pairs.js';
import { Random } from '../../../scripts/bench/matching/people.js';
import { candidateOrdersOf, statedPatientsOf } from '../../../scripts/judge/cases.js';
import { judgeOfOrder } from '../../../uploader-ui/src/features/uploader/compare-identity.js';
import { StudyGroups } from '../../../uploader-ui/src/features/uploader/group-studies.js';
import type { ImageHeader } from '../../../uploader-ui/src/features/uploader/reading/image-header.js';
import { readHeader } from '../../../uploader-ui/src/features/uploader/reading/read-header.js';
import {
  deflate,
  type Encoding,
  encode,
  explicitBE,
  explicitLE,
  identity,
  implicitLE,
  type Node,
  pixels,
} from '../core/dicom/data-set-builder.js';
import { foundHeader, foundSource, sofia as sofiaOfFiles } from './found-files.js';

const hospital = { names: ['ZZTEST'], patientIDs: ['RC-STANDIN'], birthDates: ['19550505'] };

/** What the gateway finds of a study's instances: each different statement once, the most frequent first (core/studies/patient-statements.ts). */
function statementsInDatabase(instances: readonly { patient: StatedPatient; uid: string }[]): StatedPatient[] {
  const groups = new Map<string, { patient: StatedPatient; count: number; least: string }>();
  for (const { patient, uid } of instances) {
    const known = groups.get(JSON.stringify(patient)) ?? { patient, count: 0, least: uid };
    groups.set(JSON.stringify(patient), { ...known, count: known.count + 1, least: uid < known.least ? uid : known.least });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.least < b.least ? -1 : 1)).map(({ patient }) => patient);
}

/** As the browser judges files that hold these instances, read in any order. */
function judgedInBrowser(
  instances: readonly { patient: StatedPatient; uid: string }[],
  order: readonly OrderedPatient[],
): IdentityEvidence {
  const groups = new StudyGroups(judgeOfOrder(order, hospital));
  for (const { patient, uid } of [...instances].reverse()) groups.addInstance(foundHeader(uid, { patient }), foundSource(uid));
  groups.settle();
  return (groups.studies[0] as { evidence: IdentityEvidence }).evidence;
}

const judgedByGateway = (
  instances: readonly { patient: StatedPatient; uid: string }[],
  order: readonly OrderedPatient[],
): IdentityEvidence => judgeIdentity(statementsInDatabase(instances), order, withHospitalPlaceholders(hospital));

/** The patient as an instance's attributes in the index state it. */
function statedInIndex(attributes: DicomJson, isTextTrusted: boolean): StatedPatient {
  const first = (tag: string) => attributes[tag]?.Value?.[0] ?? null;
  const text = (tag: string) => first(tag) as string | null;
  return {
    patientID: text('00100020'),
    issuerOfPatientID: text('00100021'),
    patientName: first('00100010') as JsonPersonName | null,
    patientBirthDate: text('00100030'),
    patientSex: text('00100040'),
    isTextTrusted,
  };
}

const syntaxes: Record<string, { uid: string; encoding: Encoding; isDeflated?: boolean }> = {
  'explicit little endian': { uid: '1.2.840.10008.1.2.1', encoding: explicitLE },
  'implicit little endian': { uid: '1.2.840.10008.1.2', encoding: implicitLE },
  'explicit big endian': { uid: '1.2.840.10008.1.2.2', encoding: explicitBE },
  deflated: { uid: '1.2.840.10008.1.2.1.99', encoding: explicitLE, isDeflated: true },
};

async function readBothWays(nodes: Node[], syntax: string): Promise<{ browser: StatedPatient; gateway: StatedPatient }> {
  const { uid, encoding, isDeflated } = syntaxes[syntax] as { uid: string; encoding: Encoding; isDeflated?: boolean };
  const plain = encode(nodes, encoding);
  const dataSet = isDeflated ? deflate(plain) : plain;
  const inspection = new DataSetInspection(uid);
  await inspection.push(dataSet);
  const inspected = await inspection.finish();
  const meta = encode([{ tag: 0x00020010, vr: 'UI', value: uid }]);
  const file = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), meta, dataSet]);
  const read = await readHeader({ path: 'a.dcm', blob: new Blob([Uint8Array.from(file)]), size: file.length });
  if (read.kind !== 'instance') throw new Error(`the browser read ${JSON.stringify(read)}`);
  return { browser: (read.header as ImageHeader).patient, gateway: statedInIndex(inspected.attributes, inspected.text.trusted) };
}

const even = (bytes: Buffer): Buffer => (bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(' ')]));
const inUTF8: Node = { tag: 0x00080005, vr: 'CS', value: 'ISO_IR 192' };
const name = (value: string | Buffer): Node => ({
  tag: 0x00100010,
  vr: 'PN',
  value: typeof value === 'string' ? even(Buffer.from(value)) : even(value),
});
const patientID = (value: string | Buffer): Node => ({ tag: 0x00100020, vr: 'LO', value });
const issuer = (value: string): Node => ({ tag: 0x00100021, vr: 'LO', value });
const birthDate = (value: string): Node => ({ tag: 0x00100030, vr: 'DA', value });
const sex = (value: string): Node => ({ tag: 0x00100040, vr: 'CS', value });
const sofia = [name('Sample^Sofia'), patientID('RC-1'), birthDate('19680412'), sex('F')];

const escaped = (sequence: string): Buffer => Buffer.concat([Buffer.from([0x1b]), Buffer.from(sequence)]);
const kanjiName = Buffer.concat([
  Buffer.from('Yamada^Tarou='),
  ...[
    escaped('$B'),
    Buffer.from([0x3b, 0x33, 0x45, 0x44]),
    escaped('(B'),
    Buffer.from('^'),
    escaped('$B'),
    Buffer.from([0x42, 0x40, 0x4f, 0x3a]),
    escaped('(B'),
  ],
]);

const dataSets: [string, Node[]][] = [
  ['plain text', sofia],
  ['no patient', []],
  ['empty values', [name(''), patientID(''), birthDate(''), sex('')]],
  ['an issuer', [...sofia, issuer('RIVERSIDE')]],
  ['an issuer padded with NUL', [...sofia, issuer('RIVERSID\0\0')]],
  ['a middle name, prefix and suffix', [name('Sample^Sofia^Maria^Dr^Jr'), patientID('RC-1')]],
  ['three component groups', [inUTF8, name('Yamada^Tarou=山田^太郎=やまだ^たろう'), birthDate('19680412')]],
  ['no alphabetic group', [inUTF8, name('=山田^太郎'), birthDate('19680412')]],
  ['Kanji by code extension', [{ tag: 0x00080005, vr: 'CS', value: '\\ISO 2022 IR 87' }, name(kanjiName), birthDate('19680412')]],
  ['Latin 1', [{ tag: 0x00080005, vr: 'CS', value: 'ISO_IR 100' }, name(Buffer.from('M\xfcller^S\xf8ren', 'latin1'))]],
  ['Cyrillic', [{ tag: 0x00080005, vr: 'CS', value: 'ISO_IR 144' }, name(Buffer.from([0xb8, 0xd2, 0xd0, 0xdd, 0xde, 0xd2, 0x5e, 0xb8]))]],
  ['a misspelled character set', [{ tag: 0x00080005, vr: 'CS', value: 'ISO-IR 192 ' }, name('Müller^Søren')]],
  ['UTF-8 under no label', [name('Müller^Søren'), birthDate('19680412')]],
  ['UTF-8 under a Latin label', [{ tag: 0x00080005, vr: 'CS', value: 'ISO_IR 100' }, name('Müller^Søren')]],
  ['broken UTF-8', [inUTF8, name(Buffer.from([0x41, 0xc3, 0x28, 0x5e, 0x42]))]],
  [
    'an untrusted study description beside a plain name',
    [...sofia, { tag: 0x00081030, vr: 'LO', value: Buffer.from([0x41, 0xff, 0xfe, 0x42]) }],
  ],
  [
    'an untrusted text in a sequence',
    [...sofia, { tag: 0x00400275, vr: 'SQ', items: [[{ tag: 0x00400007, vr: 'LO', value: Buffer.from([0x41, 0xe9, 0x42, 0x20]) }]] }],
  ],
  ['a NUL inside a Patient ID', [name('Sample^Sofia'), patientID(Buffer.from('RC\x001 ', 'latin1'))]],
  ['blanks around the values', [name('  Sample^Sofia  '), patientID('  RC-1 '), birthDate('19680412'), sex('F ')]],
  ['several values', [name('Sample^Sofia\\Other^Oscar'), patientID('RC-1\\RC-2'), birthDate('19680412\\19700101'), sex('F\\M')]],
  ['an empty first value', [name('Sample^Sofia'), patientID('\\RC-2'), birthDate('\\19680412')]],
  ['a date with dots', [name('Sample^Sofia'), birthDate('1968.04.12')]],
  ['a date that is no day', [name('Sample^Sofia'), birthDate('19680431')]],
  ['a year only', [name('Sample^Sofia'), birthDate('1968')]],
  ['a sex in lower case', [name('Sample^Sofia'), sex('f ')]],
  ['a name that the data set calls UN', [{ tag: 0x00100010, vr: 'UN', value: Buffer.from('Sample^Sofia') }, patientID('RC-1')]],
  ['a stand-in of the hospital', [name('ZZTEST^Sofia'), patientID('RC-STANDIN'), birthDate('19550505')]],
  ['components behind the fifth', [name('Sample^Sofia^^^^more^even more'), patientID('RC-1')]],
];

const order: OrderedPatient = {
  familyName: 'Sample',
  givenName: 'Sofia',
  middleName: '',
  otherNames: ['山田^太郎', 'Müller, Søren'],
  birthDate: '1968-04-12',
  sex: 'F',
  patientIDs: [{ patientID: 'RC-1', issuerOfPatientID: 'RIVERSIDE' }],
};

describe('The patient that a data set states', () => {
  const ways = dataSets.flatMap(([what, nodes]) => Object.keys(syntaxes).map((syntax) => [what, syntax, nodes] as const));

  it.each(ways)('is read by the browser as the gateway indexes it and judged alike: %s, %s', async (_what, syntax, nodes) => {
    const ids: Node[] = [
      { tag: 0x0020000d, vr: 'UI', value: '1.2.3.4' },
      { tag: 0x0020000e, vr: 'UI', value: '1.2.3.4.1' },
    ];
    const { browser, gateway } = await readBothWays(
      [...identity(), ...nodes, ...ids, ...pixels()].sort((a, b) => a.tag - b.tag),
      syntax,
    );
    expect(browser).toEqual(gateway);
    expect(judgedInBrowser([{ patient: browser, uid: '1' }], [order])).toEqual(judgedByGateway([{ patient: gateway, uid: '1' }], [order]));
  });

  it('is trusted where it should be, and not where it should not', async () => {
    const trustOf = async (what: string): Promise<boolean> => {
      const nodes = dataSets.find(([name]) => name === what)?.[1] ?? [];
      const ids: Node[] = [
        { tag: 0x0020000d, vr: 'UI', value: '1.2.3.4' },
        { tag: 0x0020000e, vr: 'UI', value: '1.2.3.4.1' },
      ];
      const all = [...identity(), ...nodes, ...ids, ...pixels()].sort((a, b) => a.tag - b.tag);
      return (await readBothWays(all, 'explicit little endian')).browser.isTextTrusted;
    };
    expect(await Promise.all(['plain text', 'three component groups', 'Kanji by code extension', 'Latin 1'].map(trustOf))).not.toContain(
      false,
    );
    const untrusted = ['UTF-8 under no label', 'UTF-8 under a Latin label', 'broken UTF-8', 'an untrusted text in a sequence'];
    expect(await Promise.all(untrusted.map(trustOf))).not.toContain(true);
  });
});

describe('One judge for the browser and the gateway', () => {
  it('gives the same verdict and the same sentences on a thousand generated pairs', () => {
    const random = new Random(20261130);
    const verdicts = new Map<string, number>();
    for (const { kind, given } of makePairs(1000, 9)) {
      const instances = statedPatientsOf(given).flatMap((patient, at) =>
        Array.from({ length: 1 + random.whole(3) }, (_, copy) => ({ patient, uid: `1.${at}.${copy}` })),
      );
      for (const { patients } of candidateOrdersOf(given)) {
        const [browser, gateway] = [judgedInBrowser(instances, patients), judgedByGateway(instances, patients)];
        expect({ kind, ...browser, sentence: sentenceOf(browser) }).toEqual({ kind, ...gateway, sentence: sentenceOf(gateway) });
        verdicts.set(gateway.verdict, (verdicts.get(gateway.verdict) ?? 0) + 1);
      }
    }
    // The pairs try all answers.
    for (const verdict of ['agrees', 'differs', 'unknown']) expect(verdicts.get(verdict)).toBeGreaterThan(50);
  });

  it('judges against the order as signed and against the chart of today: both must agree', () => {
    const images = { patient: { ...sofiaOfFiles, patientID: 'RC-1' }, uid: '1' };
    const today = { ...order, familyName: 'Other', otherNames: [] };
    for (const patients of [[order], [order, today], [today, order], []]) {
      expect(judgedInBrowser([images], patients)).toEqual(judgedByGateway([images], patients));
    }
    expect([judgedInBrowser([images], [order]).verdict, judgedInBrowser([images], [order, today]).verdict]).toEqual(['agrees', 'differs']);
  });
});
