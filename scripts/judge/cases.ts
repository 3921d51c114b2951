import { z } from 'zod';
import { personNameToJson } from '#core/dicom/person-name.js';
import type { OrderedPatient, StatedPatient } from '#core/identity/statements.js';
import type { CandidateOrder } from '#core/matching/match-order.js';

const text = z.string().nullish();

const statedPatient = z.object({
  /** DICOM PN text: Family^Given^Middle^Prefix^Suffix, up to three groups divided by =. */
  patientName: text,
  patientID: text,
  issuerOfPatientID: text,
  /** DICOM DA */
  patientBirthDate: text,
  patientSex: text,
  isTextTrusted: z.boolean().nullish(),
});

const order = z.object({
  orderID: z.string().min(1),
  familyName: text,
  givenName: text,
  middleName: text,
  /** Whole names as DICOM PN text. */
  otherNames: z.array(z.string()).nullish(),
  /** YYYY-MM-DD */
  birthDate: text,
  sex: text,
  patientIDs: z.array(z.object({ patientID: text, issuerOfPatientID: text })).nullish(),
  accessionNumber: text,
});

/** One line of a file of cases. */
export const judgeCase = z
  .object({ images: z.array(statedPatient), accessionNumber: text, orders: z.array(order) })
  .refine(({ orders }) => new Set(orders.map(({ orderID }) => orderID)).size === orders.length, 'Two orders have the same orderID.');
export type JudgeCase = z.infer<typeof judgeCase>;

/** A hospital's own stand-ins, as the administrator's page keeps them. An entry that could never hold is a mistake, not a stand-in. */
export const placeholderFile = z.strictObject({
  names: z.array(z.string().regex(/\p{L}/u, 'A name needs a letter.')).default([]),
  patientIDs: z.array(z.string().regex(/[\p{L}\p{N}]/u, 'A Patient ID needs a letter or a digit.')).default([]),
  birthDates: z.array(z.string().regex(/^\d{4}-?\d{2}-?\d{2}$/, 'Write a birth date as YYYY-MM-DD.')).default([]),
});

/** What the images of a case state, as the worker reads it from stored instances. */
export function statedPatientsOf({ images }: JudgeCase): StatedPatient[] {
  return images.map((stated) => ({
    patientID: stated.patientID ?? null,
    issuerOfPatientID: stated.issuerOfPatientID ?? null,
    patientName: personNameToJson(stated.patientName ?? ''),
    patientBirthDate: stated.patientBirthDate ?? null,
    patientSex: stated.patientSex ?? null,
    isTextTrusted: stated.isTextTrusted ?? true,
  }));
}

/** The orders of a case, as the worker loads them: each may receive images by itself. */
export function candidateOrdersOf({ orders }: JudgeCase): CandidateOrder[] {
  return orders.map((one) => ({
    orderID: one.orderID,
    patients: [orderedPatientOf(one)],
    accessionNumber: one.accessionNumber ?? null,
    hasStudies: false,
    mayReceiveByItself: true,
  }));
}

function orderedPatientOf(one: z.infer<typeof order>): OrderedPatient {
  return {
    familyName: one.familyName ?? '',
    givenName: one.givenName ?? '',
    middleName: one.middleName ?? '',
    otherNames: one.otherNames ?? [],
    birthDate: one.birthDate ?? null,
    sex: one.sex ?? null,
    patientIDs: (one.patientIDs ?? []).flatMap(({ patientID, issuerOfPatientID }) =>
      patientID ? [{ patientID, issuerOfPatientID: issuerOfPatientID ?? null }] : [],
    ),
  };
}
