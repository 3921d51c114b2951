import type { DicomJson, StoredFinding, StoredPixelData } from '#core/database/tables.js';
import { isStandardUID } from '#core/dicom/uid.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { ObjectStore } from '#core/object-store/object-store.js';
import { isUnusable, joinFindings, validationFinding } from './findings.js';
import { judgePixelData } from './pixel-data-rules.js';
import { missingAttributes } from './required-attributes.js';
import { type DataSetDigests, digestStoredDataSet } from './stored-bytes.js';

/** The columns of an instance's row that checking reads. */
export interface InstanceToCheck {
  id: string;
  sop_instance_uid: string;
  sop_class_uid: string;
  transfer_syntax_uid: string;
  byte_count: number;
  data_set_offset: number;
  data_set_crc32: number;
  object_key: string;
  preamble: string;
  attributes: DicomJson;
  pixel_data: StoredPixelData;
  findings: StoredFinding[];
  text_trusted: boolean;
}

export interface CheckedInstance {
  id: string;
  /** Null where the stored bytes are not what was received: nothing may vouch for them. */
  data_set_sha256: string | null;
  findings: StoredFinding[];
  state: 'sound' | 'quarantined';
}

/**
 * Checks one stored instance: its bytes against what was received, and its content by the rules of its SOP class.
 *
 * @throws whatever reading throws, but for `not-found`; the caller leaves the instance unchecked and tries again.
 */
export async function checkInstance(objects: ObjectStore, instance: InstanceToCheck): Promise<CheckedInstance> {
  const digests = await digest(objects, instance);
  const isIntact = digests !== null && digests.byteCount === instance.byte_count && digests.dataSetCRC32 === instance.data_set_crc32;
  const found = judgeContent(instance);
  if (digests === null) found.unshift(validationFinding('stored-bytes-missing'));
  else if (!isIntact) found.unshift(validationFinding('stored-bytes-damaged'));
  return {
    id: instance.id,
    data_set_sha256: isIntact ? digests.dataSetSHA256 : null,
    findings: joinFindings(instance.findings, found),
    state: isUnusable(found) ? 'quarantined' : 'sound',
  };
}

async function digest(objects: ObjectStore, instance: InstanceToCheck): Promise<DataSetDigests | null> {
  try {
    return await digestStoredDataSet(objects, {
      objectKey: instance.object_key,
      byteCount: instance.byte_count,
      dataSetOffset: instance.data_set_offset,
      transferSyntaxUID: instance.transfer_syntax_uid,
    });
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'not-found') return null;
    throw error;
  }
}

function judgeContent(instance: InstanceToCheck): StoredFinding[] {
  const { attributes, sop_class_uid, transfer_syntax_uid, pixel_data } = instance;
  const found = judgePixelData(attributes, pixel_data, transfer_syntax_uid).map((code) => validationFinding(code));
  const missing = missingAttributes(attributes, sop_class_uid, pixel_data.kind);
  if (missing.pixelData) found.push(validationFinding('pixel-data-missing'));
  if (missing.required.length > 0) found.push(validationFinding('required-attribute-missing', missing.required));
  if (missing.patient.length > 0) found.push(validationFinding('patient-attribute-missing', missing.patient));
  if (missing.expected.length > 0) found.push(validationFinding('study-attribute-missing', missing.expected));
  if (instance.preamble === 'executable' || instance.preamble === 'markup') found.push(validationFinding('preamble-neutralised'));
  if (!instance.text_trusted) found.push(validationFinding('text-cannot-be-trusted'));
  if (!uidsOf(instance).every(isStandardUID)) found.push(validationFinding('uid-not-standard'));
  return found;
}

function uidsOf(instance: InstanceToCheck): unknown[] {
  const { attributes } = instance;
  return [instance.sop_instance_uid, attributes['0020000D']?.Value?.[0], attributes['0020000E']?.Value?.[0]].filter(
    (uid) => uid !== undefined,
  );
}
