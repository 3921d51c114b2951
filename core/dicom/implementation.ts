/** Names this implementation in associations and file meta information. @see PS3.7 D.3.3.2 */
export const IMPLEMENTATION_CLASS_UID = '2.25.214748364701926581303375901274830162543';

/** At most 16 characters. @see PS3.7 D.3.3.2.3 */
export const IMPLEMENTATION_VERSION_NAME = 'REFERRAL_GW_1';
