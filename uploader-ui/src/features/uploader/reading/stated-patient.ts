// Reads what a data set states of its patient exactly as the gateway's index does (core/dicom/attribute-index.ts), so that one judge gives one
// answer in the browser and behind it; a unit test holds both against the same bytes.
import type { DataSet } from 'dicom-parser';
import type { JsonPersonName, JsonValue } from '#core/dicom/dicom-json-types.js';
import { indexedAttributes, indexedSequences } from '#core/dicom/indexed-attributes.js';
import { type JsonValues, normalDate, plainTextValues, textValues } from '#core/dicom/text-values.js';
import { isCharacterSetVR } from '#core/dicom/vr.js';
import type { StatedPatient } from '#core/identity/statements.js';

/** Texts of a data set, each in the character set that it declares. */
export interface TextReader {
  values(tag: string, vr: string): JsonValues;
  /** The first value of a text, null where there is none. */
  text(tag: string, vr: string): string | null;
  /** False where some text can't be in the declared character set. */
  isTrusted(): boolean;
}

// The same few dozen keys are needed for every file.
const keyOf = (tag: number): string => `x${tag.toString(16).padStart(8, '0')}`;
const textsOf = (tags: ReadonlyMap<number, string>): [string, string][] =>
  [...tags].filter(([, vr]) => isCharacterSetVR(vr)).map(([tag, vr]) => [keyOf(tag), vr]);
const indexedTexts = textsOf(indexedAttributes);
const indexedTextsOfSequences = [...indexedSequences].map(([tag, children]) => [keyOf(tag), textsOf(children)] as const);

/** Makes a reader for the texts of one data set. */
export function readText(dataSet: DataSet): TextReader {
  const characterSet = (latin1(dataSet, 'x00080005') ?? '').split('\\').map((term) => term.replace(/[ \0]+$/g, ''));
  const values = (tag: string, vr: string): JsonValues => textsIn(dataSet, tag, vr, characterSet);
  return {
    values,
    text(tag, vr) {
      const first = values(tag, vr).values[0];
      return typeof first === 'string' ? first : null;
    },
    isTrusted() {
      if (!indexedTexts.every(([tag, vr]) => values(tag, vr).trusted)) return false;
      return indexedTextsOfSequences.every(([sequence, texts]) =>
        (dataSet.elements[sequence]?.items ?? []).every(
          ({ dataSet: item }) => !item || texts.every(([tag, vr]) => textsIn(item, tag, vr, characterSet).trusted),
        ),
      );
    },
  };
}

/** What a data set states of its patient. */
export function statedPatient(dataSet: DataSet, read: TextReader): StatedPatient {
  const birthDate = firstText(plainTextValues(latin1(dataSet, 'x00100030') ?? '', 'DA')[0]);
  return {
    patientID: read.text('x00100020', 'LO'),
    issuerOfPatientID: read.text('x00100021', 'LO'),
    patientName: nameOf(read.values('x00100010', 'PN').values[0]),
    patientBirthDate: birthDate && normalDate(birthDate),
    patientSex: firstText(plainTextValues(latin1(dataSet, 'x00100040') ?? '', 'CS')[0]),
    isTextTrusted: read.isTrusted(),
  };
}

function textsIn(dataSet: DataSet, tag: string, vr: string, characterSet: readonly string[]): JsonValues {
  const text = latin1(dataSet, tag);
  if (text === null) return { values: [], trusted: true };
  // Most texts are a few ASCII characters, which read the same in every character set.
  if (/^[\x20-\x7d]*\0*$/.test(text)) return { values: plainTextValues(text, vr), trusted: true };
  return textValues(
    Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
    vr,
    characterSet,
  );
}

/** The bytes of an element, one character for each; null where it is absent. */
function latin1(dataSet: DataSet, tag: string): string | null {
  const element = dataSet.elements[tag];
  if (!element || element.length <= 0) return null;
  const end = Math.min(element.dataOffset + element.length, dataSet.byteArray.length);
  let text = '';
  for (let at = element.dataOffset; at < end; at++) text += String.fromCharCode(dataSet.byteArray[at] ?? 0);
  return text;
}

const firstText = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);

function nameOf(value: JsonValue | undefined): JsonPersonName | null {
  return value !== null && typeof value === 'object' ? (value as JsonPersonName) : null;
}
