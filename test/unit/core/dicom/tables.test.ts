import { describe, expect, it } from '@jest/globals';
import { structureFinding, structureFindingCodes } from '#core/dicom/finding.js';
import {
  isImageClass,
  isNonPatientClass,
  isStorageAbstractSyntax,
  isVideoClass,
  sopClassName,
  storageClassUIDs,
} from '#core/dicom/sop-class.js';
import { errorComment, storeFailures } from '#core/dicom/store-failure.js';
import { chooseTransferSyntax, transferSyntaxes, transferSyntaxOf } from '#core/dicom/transfer-syntax.js';
import { isStandardUID } from '#core/dicom/uid.js';
import { errorCodes, GatewayError } from '#core/errors/gateway-error.js';

describe('Choice of a transfer syntax', () => {
  const order = [
    '1.2.840.10008.1.2.1',
    '1.2.840.10008.1.2',
    '1.2.840.10008.1.2.4.70',
    '1.2.840.10008.1.2.1.99',
    '1.2.840.10008.1.2.2',
    '1.2.826.0.1.3680043.1.1',
    '1.2.840.10008.1.2.4.50',
  ];

  it('goes from uncompressed by lossless, deflated, big endian and unknown to lossy', () => {
    for (let index = 0; index < order.length; index++) {
      expect(chooseTransferSyntax([...order.slice(index)].reverse())).toBe(order[index]);
    }
  });

  it('leaves the choice between equals to the requestor', () => {
    expect(chooseTransferSyntax(['1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.70'])).toBe('1.2.840.10008.1.2.4.90');
    expect(() => chooseTransferSyntax([])).toThrow(RangeError);
  });

  it('knows each transfer syntax once, and unknown ones as such', () => {
    expect(new Set(transferSyntaxes.map((syntax) => syntax.uid)).size).toBe(transferSyntaxes.length);
    expect(transferSyntaxes.every((syntax) => isStandardUID(syntax.uid) && syntax.known)).toBe(true);
    expect(transferSyntaxOf('1.2.3')).toMatchObject({ known: false, implicit: false, encapsulated: true });
    expect(transferSyntaxOf('1.2.840.10008.1.2.4.102')).toMatchObject({ video: true, lossy: true, encapsulated: true });
  });
});

describe('SOP classes', () => {
  it('are for storage unless they are known not to be', () => {
    for (const uid of storageClassUIDs) expect(isStorageAbstractSyntax(uid)).toBe(true);
    for (const uid of ['1.3.46.670589.5.0.1.1', '1.2.840.10008.5.1.4.1.1.9999', '1.2.840.113619.4.2'])
      expect(isStorageAbstractSyntax(uid)).toBe(true);
    const services = [
      '1.1',
      '1.2',
      '1.2.1',
      '1.3.10',
      '1.20.1',
      '1.20.1.1',
      '3.1.2.3.3',
      '3.1.1.1',
      '5.1.1.9',
      '5.1.4.1.2.2.1',
      '5.1.4.31',
      '5.1.4.34.6.1',
      '5.1.4.39.2',
    ];
    for (const suffix of services) expect(isStorageAbstractSyntax(`1.2.840.10008.${suffix}`)).toBe(false);
  });

  it('have their names and contents', () => {
    expect(sopClassName('1.2.840.10008.5.1.4.1.1.2')).toBe('CT Image Storage');
    expect(sopClassName('1.2.840.10008.5.1.4.1.1.1.1')).toBe('Digital X-Ray Image Storage - For Presentation');
    expect(sopClassName('1.2.840.10008.5.1.4.1.1.6')).toBe('Ultrasound Image Storage (Retired)');
    expect(sopClassName('1.2.3')).toBe('1.2.3');
    expect(isImageClass('1.2.840.10008.5.1.4.1.1.2')).toBe(true);
    expect(isImageClass('1.2.840.10008.5.1.4.1.1.88.11')).toBe(false);
    expect(isVideoClass('1.2.840.10008.5.1.4.1.1.77.1.4.1')).toBe(true);
    expect(isNonPatientClass('1.2.840.10008.5.1.4.39.1')).toBe(true);
  });
});

describe('Store failures', () => {
  it('answer every error code with a failure status and a comment of at most 64 ASCII characters', () => {
    for (const code of errorCodes) {
      const { status, comment } = storeFailures[code];
      expect(status).toBeGreaterThan(0);
      expect(status >>> 12).not.toBe(0xb);
      expect(comment).toMatch(/^[\x20-\x5b\x5d-\x7e]{1,64}$/);
    }
    expect(storeFailures['out-of-resources'].status).toBe(42752);
    expect(storeFailures['transfer-syntax-not-supported'].status).toBe(49442);
    expect(storeFailures['conflicting-content'].status).toBe(49425);
    expect(storeFailures['sop-class-not-supported'].status).toBe(290);
  });

  it('cut and clean the explanation of an error for the Error Comment', () => {
    const comment = errorComment(new GatewayError('truncated', { explanation: `Ends\\inside é ${'word '.repeat(30)}` }));
    expect(comment.length).toBeLessThanOrEqual(64);
    expect(comment).toMatch(/^Ends\/inside \? word/);
    expect(errorComment(new GatewayError('not-dicom'))).toBe('Not a DICOM file');
  });
});

describe('Findings', () => {
  it('say what it is and what to do', () => {
    for (const code of structureFindingCodes) {
      const finding = structureFinding(code);
      expect(finding.explanation.length).toBeGreaterThan(20);
      expect(finding.whatToDo).not.toBe('');
    }
  });
});
