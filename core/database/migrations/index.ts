import type { Migration } from 'kysely';
import * as foundation from './0001-foundation.js';
import * as serverSecrets from './0002-server-secrets.js';
import * as validationProgress from './0003-validation-progress.js';
import * as hospitalSettings from './0004-hospital-settings.js';
import * as dicomwebSearch from './0006-dicomweb-search.js';
import * as referralPortal from './0007-referral-portal.js';
import * as patientSearch from './0008-patient-search.js';
import * as icd10cmSearch from './0009-icd10cm-search.js';
import * as awaitingInOrder from './0010-awaiting-in-order.js';
import * as studyLife from './0011-study-life.js';
import * as signedSnapshot from './0012-signed-snapshot.js';
import * as incomplete from './0013-incomplete.js';
import * as matchingSettings from './0014-matching-settings.js';

/** Every migration in order; they only go forward. */
export const migrations: Record<string, Migration> = {
  '0001-foundation': foundation,
  '0002-server-secrets': serverSecrets,
  '0003-validation-progress': validationProgress,
  '0004-hospital-settings': hospitalSettings,
  '0006-dicomweb-search': dicomwebSearch,
  '0007-referral-portal': referralPortal,
  '0008-patient-search': patientSearch,
  '0009-icd10cm-search': icd10cmSearch,
  '0010-awaiting-in-order': awaitingInOrder,
  '0011-study-life': studyLife,
  '0012-signed-snapshot': signedSnapshot,
  '0013-incomplete': incomplete,
  '0014-matching-settings': matchingSettings,
};
