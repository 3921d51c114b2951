import { attributes, mergeDataSets } from './data-set-writer.js';
import { drawCTSlice } from './head-phantom.js';
import { sofia, sopClasses } from './identities.js';
import { byteFrame, commonModules, pixelModule } from './instance-modules.js';
import { type SampleFile, sampleOf } from './sample.js';

interface Row {
  readonly name: string;
  /** Specific Character Set as it stands in the data set; empty where the attribute is absent. */
  readonly characterSet: string;
  readonly patientName: string;
  /** The name's bytes: Node writes none of these encodings but the last. */
  readonly hex: string;
}

/** Names in the character sets of PS3.3 C.12.1.1.2, many of them the standard's own examples (PS3.5 annexes H, I, J and K). */
const rows: readonly Row[] = [
  {
    name: 'default',
    characterSet: '',
    patientName: 'Adams^John Robert Quincy^^Rev.^B.A. M.Div.',
    hex: Buffer.from('Adams^John Robert Quincy^^Rev.^B.A. M.Div.').toString('hex'),
  },
  { name: 'latin-1', characterSet: 'ISO_IR 100', patientName: 'Buc^Jérôme', hex: '4275635e4ae972f46d65' },
  { name: 'latin-2', characterSet: 'ISO_IR 101', patientName: 'Wałęsa^Stanisław', hex: '5761b3ea73615e5374616e6973b36177' },
  { name: 'latin-3', characterSet: 'ISO_IR 109', patientName: 'Borġ^Ħanna', hex: '426f72f55ea1616e6e61' },
  { name: 'latin-4', characterSet: 'ISO_IR 110', patientName: 'Bērziņš^Jānis', hex: '42ba727a69f1b95e4ae06e6973' },
  { name: 'cyrillic', characterSet: 'ISO_IR 144', patientName: 'Люкceмбypг', hex: 'bbeeda6365dcd17970d3' },
  { name: 'greek', characterSet: 'ISO_IR 126', patientName: 'Διονυσιος', hex: 'c4e9efedf5f3e9eff2' },
  { name: 'arabic', characterSet: 'ISO_IR 127', patientName: 'قباني^لنزار', hex: 'e2c8c7e6ea5ee4e6d2c7d1' },
  { name: 'hebrew', characterSet: 'ISO_IR 138', patientName: 'שרון^דבורה', hex: 'f9f8e5ef5ee3e1e5f8e4' },
  { name: 'latin-5', characterSet: 'ISO_IR 148', patientName: 'Çavuşoğlu^Işıl', hex: 'c7617675fe6ff06c755e49fefd6c' },
  { name: 'thai', characterSet: 'ISO_IR 166', patientName: 'นามสกุล^ชื่อ', hex: 'b9d2c1caa1d8c55eaad7e8cd' },
  { name: 'katakana', characterSet: 'ISO_IR 13', patientName: 'ﾔﾏﾀﾞ^ﾀﾛｳ', hex: 'd4cfc0de5ec0dbb3' },
  {
    name: 'kanji',
    characterSet: '\\ISO 2022 IR 87',
    patientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
    hex: '59616d6164615e5461726f753d1b24423b3345441b28425e1b244242404f3a1b28423d1b24422464245e24401b28425e1b2442243f246d24261b2842',
  },
  {
    name: 'katakana-kanji',
    characterSet: 'ISO 2022 IR 13\\ISO 2022 IR 87',
    patientName: 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
    hex: 'd4cfc0de5ec0dbb33d1b24423b3345441b284a5e1b244242404f3a1b284a3d1b24422464245e24401b284a5e1b2442243f246d24261b284a',
  },
  {
    name: 'korean',
    characterSet: '\\ISO 2022 IR 149',
    patientName: 'Hong^Gildong=洪^吉洞=홍^길동',
    hex: '486f6e675e47696c646f6e673d1b242943fbf35e1b242943d1ced4d73d1b242943c8ab5e1b242943b1e6b5bf',
  },
  {
    name: 'chinese-iso-2022',
    characterSet: '\\ISO 2022 IR 58',
    patientName: 'Zhang^XiaoDong=张^小东',
    hex: '5a68616e675e5869616f446f6e673d1b242941d5c55e1b242941d0a1b6ab',
  },
  {
    name: 'utf-8',
    characterSet: 'ISO_IR 192',
    patientName: 'Wang^XiaoDong=王^小東',
    hex: '57616e675e5869616f446f6e673de78e8b5ee5b08fe69db1',
  },
  { name: 'gb18030', characterSet: 'GB18030', patientName: 'Wang^XiaoDong=王^小东', hex: '57616e675e5869616f446f6e673dcdf55ed0a1b6ab' },
  { name: 'gbk', characterSet: 'GBK', patientName: 'Wang^XiaoDong=王^小东', hex: '57616e675e5869616f446f6e673dcdf55ed0a1b6ab' },
];

/** One small image for each character set, with its own patient and study; the manifest gives the name as it must be shown. */
export function* characterSetSamples(): Generator<SampleFile> {
  const drawn = drawCTSlice({ orientation: 'axial', positionMm: 10, columns: 64, rows: 64, pixelSpacingMm: 3.9 }, 5);
  const pixels = pixelModule(
    byteFrame({ columns: 64, rows: 64, values: drawn.map((value) => Math.max(0, Math.min(4095, (value + 20) * 34))) }),
  );
  for (const [index, row] of rows.entries()) {
    const common = commonModules({
      study: {
        name: `charset-${row.name}`,
        patient: { ...sofia, patientID: `RC-3000${String(index + 1).padStart(2, '0')}`, patientSex: 'O' },
        date: '20240320',
        time: '080000',
        description: 'CHARACTER SET',
      },
      series: 'name',
      seriesNumber: 1,
      seriesDescription: row.name.toUpperCase(),
      modality: 'OT',
      sopClassUID: sopClasses.secondaryCapture,
      instanceNumber: 1,
    });
    const name = attributes({
      ...(row.characterSet === '' ? {} : { SpecificCharacterSet: row.characterSet }),
      ConversionType: 'SYN',
      PatientName: Buffer.from(row.hex, 'hex'),
    });
    yield sampleOf(mergeDataSets(common, name, pixels), {
      file: `charsets/${row.name}.dcm`,
      patientName: row.patientName,
      features: ['character-set'],
    });
  }
}
