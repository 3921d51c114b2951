import { EXPLICIT_VR_LITTLE_ENDIAN, transferSyntaxOf } from '#core/dicom/transfer-syntax.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { type MediaRange, type MediaType, parseAccept, parseMediaType } from '../dicomweb/media-type.js';

export type InstanceForm = 'multipart' | 'single-part';

interface Offered {
  /** True when one instance is asked for by its own address: only then it may come without multipart. */
  isSingle: boolean;
  transferSyntaxUIDs: readonly string[];
}

/**
 * Chooses how instances are handed out: as what the client wants most of what can be given without changing a stored byte.
 *
 * `transfer-syntax=*` takes what is stored; a UID only where everything is stored in it; none means Explicit VR Little Endian, and what is
 * compressed lossily may stay as it is. A wildcard, which names no transfer syntax either, takes what is stored too.
 *
 * @throws GatewayError `not-acceptable` when nothing of it can be given; asking with `transfer-syntax=*` always can.
 * @see PS3.18 8.7.3.5.2, 10.4.1
 */
export function chooseInstanceForm(accept: string | undefined, offered: Offered): InstanceForm {
  for (const range of parseAccept(accept)) {
    const form = formOf(range, offered);
    if (form) return form;
  }
  throw new GatewayError('not-acceptable', {
    explanation: 'Instances are given as stored: multipart/related; type="application/dicom"; transfer-syntax=*',
  });
}

function formOf(range: MediaRange, offered: Offered): InstanceForm | null {
  switch (range.type) {
    case '*/*':
    case 'multipart/*':
      return 'multipart';
    case 'application/*':
      return offered.isSingle ? 'single-part' : null;
    case 'application/dicom':
      return offered.isSingle && mayStay(range.parameters.get('transfer-syntax'), offered) ? 'single-part' : null;
    case 'multipart/related':
      return multipartOf(range, offered);
    default:
      return null;
  }
}

function multipartOf(range: MediaType, offered: Offered): InstanceForm | null {
  const part = parseMediaType(range.parameters.get('type') ?? 'application/dicom');
  if (part?.type !== 'application/dicom') return null;
  // Some clients write the transfer syntax inside the quoted type.
  const wanted = range.parameters.get('transfer-syntax') ?? part.parameters.get('transfer-syntax');
  return mayStay(wanted, offered) ? 'multipart' : null;
}

function mayStay(wanted: string | undefined, { transferSyntaxUIDs }: Offered): boolean {
  if (wanted === '*') return true;
  if (wanted !== undefined && wanted !== '') return transferSyntaxUIDs.every((uid) => uid === wanted);
  return transferSyntaxUIDs.every((uid) => uid === EXPLICIT_VR_LITTLE_ENDIAN || transferSyntaxOf(uid).lossy);
}
