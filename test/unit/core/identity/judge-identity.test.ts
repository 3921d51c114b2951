import { describe, expect, it } from '@jest/globals';
import { isSamePatient, judgeIdentity, verdictOn } from '#core/identity/judge-identity.js';
import type { OrderedPatient, StatedPatient } from '#core/identity/statements.js';

const order: OrderedPatient = {
  familyName: 'Müller',
  givenName: 'Anna Maria',
  middleName: '',
  otherNames: [],
  birthDate: '1970-03-04',
  sex: 'F',
  patientIDs: [{ patientID: 'P-0017', issuerOfPatientID: null }],
};
const images: StatedPatient = {
  patientID: 'P-0017',
  issuerOfPatientID: null,
  patientName: { Alphabetic: 'Müller^Anna^Maria' },
  patientBirthDate: '19700304',
  patientSex: 'F',
  isTextTrusted: true,
};
const verdict = (stated: Partial<StatedPatient>, ordered: Partial<OrderedPatient> = {}) =>
  judgeIdentity([{ ...images, ...stated }], [{ ...order, ...ordered }]).verdict;
const nameVerdict = (alphabetic: string, ordered: Partial<OrderedPatient> = {}) =>
  verdictOn(judgeIdentity([{ ...images, patientName: { Alphabetic: alphabetic } }], [{ ...order, ...ordered }]), 'patientName');
const named = (familyName: string, givenName: string, ...otherNames: string[]) => ({ familyName, givenName, otherNames });

describe('Identity of images against the patient of an order', () => {
  it('agrees when name and birth date agree and nothing differs', () => {
    expect(verdict({})).toBe('agrees');
    expect(verdict({ patientID: null })).toBe('agrees');
    expect(verdict({ patientSex: 'O' })).toBe('agrees');
    expect(verdict({ patientSex: null }, { sex: null })).toBe('agrees');
    expect(verdict({}, { patientIDs: [] })).toBe('agrees');
  });

  it('differs when name, birth date or sex differs, whatever else agrees', () => {
    expect(verdict({ patientName: { Alphabetic: 'Meier^Anna' } })).toBe('differs');
    expect(verdict({ patientBirthDate: '19700403' })).toBe('differs');
    expect(verdict({ patientSex: 'M' })).toBe('differs');
  });

  it('is unknown when the Patient ID alone differs', () => {
    expect(verdict({ patientID: 'X-1' })).toBe('unknown');
    expect(verdict({ patientID: 'P-17' })).toBe('unknown');
  });

  it('compares Patient IDs of the same issuer only', () => {
    const known = { patientIDs: [{ patientID: '1', issuerOfPatientID: 'CLINIC-A' }] };
    expect(
      verdictOn(judgeIdentity([{ ...images, patientID: '1', issuerOfPatientID: 'CLINIC-B' }], [{ ...order, ...known }]), 'patientID'),
    ).toBe('unknown');
    expect(
      verdictOn(judgeIdentity([{ ...images, patientID: ' 1 ', issuerOfPatientID: 'clinic-a' }], [{ ...order, ...known }]), 'patientID'),
    ).toBe('agrees');
  });

  it('is never more than unknown when the text of the images cannot be trusted', () => {
    expect(verdict({ isTextTrusted: false })).toBe('unknown');
    expect(verdict({ isTextTrusted: false, patientBirthDate: '19800101' })).toBe('differs');
  });

  it.each([null, '', '1970', '00000000', '19000101', '19701301'])(
    "takes the sender's Patient ID as the second identifier when the birth date of the images is %p, and is unknown without one",
    (patientBirthDate) => {
      expect(verdict({ patientBirthDate })).toBe('agrees');
      expect(verdict({ patientBirthDate, patientID: null })).toBe('unknown');
      expect(verdict({ patientBirthDate }, { patientIDs: [] })).toBe('unknown');
    },
  );

  it('says that day and month may be exchanged', () => {
    const [, birthDate] = judgeIdentity([{ ...images, patientBirthDate: '19700403' }], [order]).comparisons;
    expect(birthDate?.explanation).toContain('exchanged');
  });

  it('keeps the values of a patient out of its sentences', () => {
    const text = judgeIdentity([{ ...images, patientID: 'SECRET' }], [order])
      .comparisons.map((comparison) => comparison.explanation)
      .join(' ');
    expect(text).not.toMatch(/SECRET|ller|Anna|1970/);
  });
});

describe("Patient's Name comparison", () => {
  it.each([
    'MÜLLER^ANNA^MARIA',
    'Mueller^Anna^Maria',
    'Muller^Anna',
    'müller^anna m',
    'Müller^Anna^M^Dr.',
    'Anna Maria^Müller',
    'Müller^Anna-Maria',
    'Mu\u0308ller^Anna^Maria',
    'Anna Maria Müller',
    'Müller^Anna^^^Jr',
  ])('agrees for %s', (name) => {
    expect(nameVerdict(name)).toBe('agrees');
  });

  it.each(['Miller^Anna^Maria', 'Müller^Hanna', 'Müller^Maria', 'Müller^Anna^Petra', 'Meier^Anna', 'Müllers^Anna', 'Mülle^Ranna'])(
    'differs for %s',
    (name) => {
      expect(nameVerdict(name)).toBe('differs');
    },
  );

  it.each(['Müller', 'Müller^A', '', '^', 'ANONYMOUS', 'Unknown', 'Мюллер^Анна', '----^00'])('is unknown for %p', (name) => {
    expect(nameVerdict(name)).toBe('unknown');
  });

  it('is unknown when only one of two family names is there', () => {
    expect(nameVerdict('García^José', named('García López', 'José'))).toBe('unknown');
    expect(nameVerdict('GARCIA LOPEZ^JOSE', named('García-López', 'José'))).toBe('agrees');
  });

  it('reads apostrophes, particles and special letters alike', () => {
    expect(nameVerdict('OBRIEN^SEAN', named("O'Brien", 'Seán'))).toBe('agrees');
    expect(nameVerdict('van der Berg^Jan', named('Vanderberg', 'Jan'))).toBe('agrees');
    expect(nameVerdict('STRAUSS^SOREN', named('Strauß', 'Søren'))).toBe('agrees');
    expect(nameVerdict('LUKASZ^WALESA', named('Wałęsa', 'Łukasz'))).toBe('agrees');
    expect(nameVerdict('ISIK^IREM', named('Işık', 'İrem'))).toBe('agrees');
  });

  it('tells a father from a son by the suffix', () => {
    expect(nameVerdict('Smith^John^^^Jr', named('Smith', 'John Sr'))).toBe('differs');
    expect(nameVerdict('Smith^John^^^II', named('Smith', 'John III'))).toBe('differs');
  });

  it('does not read one row of letters as the same name when it is divided otherwise', () => {
    expect(nameVerdict('Lian^Na', named('Li', 'Anna'))).toBe('differs');
  });

  const groups = (patientName: StatedPatient['patientName'], ordered: Partial<OrderedPatient>) =>
    verdictOn(judgeIdentity([{ ...images, patientName }], [{ ...order, ...ordered }]), 'patientName');

  it('compares a name in another alphabet with the other names of the patient', () => {
    const yamada = { Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' };
    expect(groups(yamada, named('Yamada', 'Tarou'))).toBe('agrees');
    expect(groups(yamada, named('Yamada', 'Tarou', '山田^太郎', 'ヤマダ^タロウ'))).toBe('agrees');
    expect(groups(yamada, named('Yamada', 'Tarou', '山田^花子'))).toBe('differs');
    expect(groups({ Ideographic: '山田^太郎' }, named('Yamada', 'Tarou'))).toBe('unknown');
    expect(groups({ Ideographic: '山田^太郎' }, named('Yamada', 'Tarou', '山田太郎'))).toBe('agrees');
    expect(groups({ Phonetic: 'ﾔﾏﾀﾞ^ﾀﾛｳ' }, named('Yamada', 'Tarou', 'ヤマダ^タロウ'))).toBe('agrees');
    expect(groups({ Phonetic: 'かき^たろう' }, named('Kagi', 'Tarou', 'かぎ^たろう'))).toBe('differs');
  });

  it.each([
    ['ЛЮКСЕМБУРГ^РОЗА', 'Люксембург', 'Роза'],
    ['ФЕДОР^ИВАНОВ', 'Иванов', 'Фёдор'],
    ['Διονύσιος^Παπαδόπουλος', 'ΠΑΠΑΔΟΠΟΥΛΟΣ', 'ΔΙΟΝΥΣΙΟΣ'],
    ['شَرون^دافنا', 'شرون', 'دافنا'],
    ['שָׁרוֹן^דפנה', 'שרון', 'דפנה'],
    ['김^희중', '김', '희중'],
    ['王^小東', '王', '小東'],
    ['สมชาย^ใจดี', 'สมชาย', 'ใจดี'],
  ])('agrees in its own alphabet for %s', (stated, familyName, givenName) => {
    expect(nameVerdict(stated, named(familyName, givenName))).toBe('agrees');
  });

  it('differs in its own alphabet where a letter differs', () => {
    expect(nameVerdict('王^小西', named('王', '小東'))).toBe('differs');
    expect(nameVerdict('Иванов^Фома', named('Иванов', 'Фёдор'))).toBe('differs');
    expect(nameVerdict('김^희준', named('김', '희중'))).toBe('differs');
  });
});

describe('Patient consistency of a study', () => {
  it('takes statements that do not contradict for one person', () => {
    expect(isSamePatient(images, { ...images, patientName: { Alphabetic: 'MULLER^ANNA' }, patientSex: null, patientID: null })).toBe(true);
  });

  it.each([{ patientID: 'P-0018' }, { patientBirthDate: '19710304' }, { patientSex: 'M' }, { patientName: { Alphabetic: 'Meier^Anna' } }])(
    'takes %p for another person',
    (stated) => {
      expect(isSamePatient(images, { ...images, ...stated })).toBe(false);
    },
  );
});
