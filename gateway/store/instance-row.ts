import type { DicomJson, DicomJsonElement } from '#core/database/tables.js';
import type { InspectedDataSet } from '#core/dicom/data-set-inspection.js';
import type { InstanceRow } from './row-batch.js';

export interface RowFacts {
  id: string;
  organizationID: string;
  receptionID: string;
  transferSyntaxUID: string;
  byteCount: number;
  dataSetOffset: number;
  dataSetCRC32: number;
  objectKey: string;
  preamble: string;
}

/** Makes the row of an instance from what its inspection found; an attribute that can't be indexed is null. */
export function makeInstanceRow(inspected: InspectedDataSet, facts: RowFacts): InstanceRow {
  const attributes = inspected.attributes as unknown as DicomJson;
  const seriesNumber = Number.parseInt(String(firstValue(attributes['00200011']) ?? ''), 10);
  return {
    id: facts.id,
    organization_id: facts.organizationID,
    reception_id: facts.receptionID,
    study_instance_uid: inspected.studyInstanceUID,
    series_instance_uid: inspected.seriesInstanceUID,
    sop_instance_uid: inspected.sopInstanceUID,
    sop_class_uid: inspected.sopClassUID,
    transfer_syntax_uid: facts.transferSyntaxUID,
    byte_count: facts.byteCount,
    data_set_offset: facts.dataSetOffset,
    data_set_crc32: facts.dataSetCRC32,
    object_key: facts.objectKey,
    preamble: facts.preamble,
    attributes,
    modality: textOf(attributes['00080060']),
    series_number: Number.isInteger(seriesNumber) && Math.abs(seriesNumber) < 2 ** 31 ? seriesNumber : null,
    patient_id: textOf(attributes['00100020']),
    patient_name: personNameOf(attributes['00100010']),
    patient_birth_date: textOf(attributes['00100030']),
    study_date: textOf(attributes['00080020']),
    accession_number: textOf(attributes['00080050']),
    pixel_data: inspected.pixelData,
    findings: inspected.findings,
    text_trusted: inspected.text.trusted,
  };
}

function firstValue(element: DicomJsonElement | undefined): unknown {
  return element?.Value?.[0];
}

function textOf(element: DicomJsonElement | undefined): string | null {
  const value = firstValue(element);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** All alphabets of a name in one text, groups split by "=" as the standard writes them. */
function personNameOf(element: DicomJsonElement | undefined): string | null {
  const value = firstValue(element) as { Alphabetic?: string; Ideographic?: string; Phonetic?: string } | undefined;
  if (!value || typeof value !== 'object') return null;
  const groups = [value.Alphabetic ?? '', value.Ideographic ?? '', value.Phonetic ?? ''];
  return groups.join('=').replace(/=+$/, '') || null;
}
