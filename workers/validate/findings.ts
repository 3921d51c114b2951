import type { StoredFinding } from '#core/database/tables.js';

type Entry = Omit<StoredFinding, 'code'>;

const table = {
  'stored-bytes-damaged': {
    severity: 'error',
    explanation: 'The stored bytes are not the bytes that were received.',
    whatToDo: 'Ask the sender to send this instance again; have the storage checked.',
  },
  'stored-bytes-missing': {
    severity: 'error',
    explanation: 'The stored file cannot be found.',
    whatToDo: 'Ask the sender to send this instance again; have the storage checked.',
  },
  'pixel-data-too-short': {
    severity: 'error',
    explanation: 'The pixel data is shorter than rows, columns and frames demand: a part of the image is missing.',
    whatToDo: 'Ask the sender to send this instance again from the original.',
  },
  'decoder-ended': {
    severity: 'error',
    explanation: 'Decoding this image ended the decoder three times. It is set apart so that it cannot harm a viewer.',
    whatToDo: 'Ask the sender for this instance in another transfer syntax.',
  },
  'pixel-data-undecodable': {
    severity: 'warning',
    explanation: 'A frame of this image could not be decoded here; a viewer may fail to show it.',
    whatToDo: 'Look at it in the viewer; ask the sender to send it uncompressed if it cannot be shown.',
  },
  'frame-size-differs': {
    severity: 'warning',
    explanation: 'The compressed image has another size than its attributes say.',
    whatToDo: 'Compare the image in a viewer with its description.',
  },
  'pixel-data-too-long': {
    severity: 'warning',
    explanation: 'The pixel data is longer than rows, columns and frames demand; what follows the last frame is not shown.',
    whatToDo: 'Nothing needs to be done if the number of frames is right.',
  },
  'pixel-data-length-of-444': {
    severity: 'info',
    explanation: 'The pixel data says that its colours are halved (4:2:2), but holds all of them.',
    whatToDo: 'Nothing needs to be done if the colours look right.',
  },
  'pixel-data-missing': {
    severity: 'warning',
    explanation: 'The object is of an image class but holds no pixel data.',
    whatToDo: 'Ask the sender whether the image was stripped on export.',
  },
  'frame-count-differs': {
    severity: 'warning',
    explanation: 'There are fewer compressed fragments than frames: frames may be missing.',
    whatToDo: 'Look through all frames in the viewer; ask the sender to send it again if some are missing.',
  },
  'content-of-other-transfer-syntax': {
    severity: 'warning',
    explanation: 'The compressed image does not begin as its transfer syntax says.',
    whatToDo: 'Look at it in the viewer; ask the sender to send it uncompressed if it cannot be shown.',
  },
  'required-attribute-missing': {
    severity: 'warning',
    explanation: 'Attributes that this kind of object must carry are missing or empty',
    whatToDo: 'Check that the images can be used as they are; tell the vendor of the sending system.',
  },
  'patient-attribute-missing': {
    severity: 'warning',
    explanation: 'Attributes that identify the patient are missing or empty',
    whatToDo: 'Ask the sender whose images these are.',
  },
  'study-attribute-missing': {
    severity: 'info',
    explanation: 'Attributes that an archive expects are absent',
    whatToDo: 'Nothing needs to be done; tell the vendor of the sending system.',
  },
  'preamble-neutralised': {
    severity: 'warning',
    explanation: 'The file begins like a program or a web page. That part is kept as evidence and leaves this system as zeros.',
    whatToDo: 'Tell the sender that the computer or disc it came from should be scanned.',
  },
  'text-cannot-be-trusted': {
    severity: 'warning',
    explanation: 'Names and texts are not in the character set that the object declares and may show wrongly.',
    whatToDo: 'Compare the name by eye with the order; nothing was matched by it automatically.',
  },
  'uid-not-standard': {
    severity: 'warning',
    explanation: 'An identifier is not formed as the standard demands; some systems may refuse it.',
    whatToDo: 'Nothing needs to be done here; tell the vendor of the sending system if the archive refuses it.',
  },
} as const satisfies Record<string, Entry>;

export type ValidationFindingCode = keyof typeof table;

// What the door has said already in other words is not said twice.
const saidAtTheDoor: Partial<Record<ValidationFindingCode, readonly string[]>> = {
  'preamble-neutralised': ['preamble-executable', 'preamble-markup'],
  'text-cannot-be-trusted': ['text-not-trusted'],
};

/** The finding of a code; `about` names attribute keywords, never values. */
export function validationFinding(code: ValidationFindingCode, about?: readonly string[]): StoredFinding {
  const entry: Entry = table[code];
  return { code, ...entry, explanation: about ? `${entry.explanation}: ${about.join(', ')}.` : entry.explanation };
}

/** Joins what the door found with what validation found now; findings of an earlier validation are replaced. */
export function joinFindings(existing: readonly StoredFinding[], found: readonly StoredFinding[]): StoredFinding[] {
  const fromDoor = existing.filter((finding) => !Object.hasOwn(table, finding.code) || finding.code === 'uid-not-standard');
  const said = new Set(fromDoor.map((finding) => finding.code));
  const added = found.filter(
    (finding) => !said.has(finding.code) && !saidAtTheDoor[finding.code as ValidationFindingCode]?.some((code) => said.has(code)),
  );
  return [...fromDoor, ...added];
}

/** An error makes an instance unusable: it is kept and shown, but set apart. */
export function isUnusable(findings: readonly StoredFinding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}
