import { describe, expect, it } from '@jest/globals';
import { isSamePatient, judgeEachStatement, judgeIdentity, verdictOn } from '#core/identity/judge-identity.js';
import { compareNames } from '#core/identity/name-agreement.js';
import { withHospitalPlaceholders } from '#core/identity/placeholders.js';
import { comparableNames, comparableParts } from '#core/identity/read-name.js';
import type { OrderedPatient, StatedPatient } from '#core/identity/statements.js';
import { makePairs } from '../../../../scripts/bench/matching/pairs.js';
import { Random } from '../../../../scripts/bench/matching/people.js';

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

  const ofPatientID = (stated: Partial<StatedPatient>, ...patientIDs: OrderedPatient['patientIDs'][number][]) =>
    verdictOn(judgeIdentity([{ ...images, ...stated }], [{ ...order, patientIDs }]), 'patientID');

  it('takes the same number of another issuer for somebody else', () => {
    const ofA = { patientID: '17', issuerOfPatientID: 'CLINIC-A' };
    expect(ofPatientID({ patientID: ' 17 ', issuerOfPatientID: 'clinic-a' }, ofA)).toBe('agrees');
    expect(ofPatientID({ patientID: '17', issuerOfPatientID: 'CLINIC-B' }, ofA)).toBe('differs');
    expect(ofPatientID({ patientID: '17' }, ofA)).toBe('agrees');
    expect(ofPatientID({ patientID: '18', issuerOfPatientID: 'CLINIC-B' }, ofA)).toBe('unknown');
    expect(verdict({ patientID: '17', issuerOfPatientID: 'CLINIC-B' }, { patientIDs: [ofA] })).toBe('unknown');
  });

  it('gives a number without an issuer that of the same number beside it', () => {
    const numbers = [
      { patientID: '17', issuerOfPatientID: null },
      { patientID: '17', issuerOfPatientID: 'CLINIC-A' },
    ];
    expect(ofPatientID({ patientID: '17', issuerOfPatientID: 'CLINIC-B' }, ...numbers)).toBe('differs');
    const statements = [
      { ...images, patientID: '17', issuerOfPatientID: null },
      { ...images, patientID: '17', issuerOfPatientID: 'CLINIC-B' },
    ];
    const known = { ...order, patientIDs: [{ patientID: '17', issuerOfPatientID: 'CLINIC-A' }] };
    const verdicts = judgeEachStatement(statements, [known])
      .flat()
      .map((evidence) => verdictOn(evidence, 'patientID'));
    expect(new Set(verdicts)).toEqual(new Set(['differs']));
  });

  it.each(['000000', '0', '12345', '123456', '1234567', '54321', '999999', 'ANONYMOUS', 'unknown', 'N/A'])(
    'never takes the stand-in %s for a Patient ID, not even where both sides have it',
    (patientID) => {
      expect(ofPatientID({ patientID }, { patientID, issuerOfPatientID: null })).toBe('unknown');
    },
  );

  it.each(['19000101', '19010101', '19700101', '99991231'])('never takes the stand-in %s for a birth date', (day) => {
    const birthDate = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
    expect(verdictOn(judgeIdentity([{ ...images, patientBirthDate: day }], [{ ...order, birthDate }]), 'patientBirthDate')).toBe('unknown');
  });

  it.each(['19700304', '1970-03-04', '1970.03.04', '1970/03/04', ' 19700304\0'])('reads the birth date %p', (patientBirthDate) => {
    expect(verdict({ patientBirthDate, patientID: null })).toBe('agrees');
  });

  it("knows a hospital's own stand-ins", () => {
    const own = withHospitalPlaceholders({ names: ['Notfall', '=Anna Müller'], patientIDs: ['ER-0'], birthDates: ['1970-03-04'] });
    const judged = (stated: Partial<StatedPatient>) => judgeIdentity([{ ...images, ...stated }], [order], own).comparisons;
    expect(judged({ patientName: { Alphabetic: 'Notfall^Anna' } })[0]?.verdict).toBe('unknown');
    expect(judged({ patientName: { Alphabetic: 'Müller^Anna' } })[0]?.verdict).toBe('unknown');
    expect(judged({ patientName: { Alphabetic: 'Müller^Anna^Maria' } })[0]?.verdict).toBe('agrees');
    expect(judged({ patientID: 'er 0' })[3]?.verdict).toBe('unknown');
    expect(judged({})[1]?.verdict).toBe('unknown');
  });

  it('judges every statement of the images, and makes no person of several', () => {
    const nameOnly = { ...images, patientID: null, patientBirthDate: null };
    const numbersOnly = { ...images, patientName: null };
    expect(judgeIdentity([nameOnly, numbersOnly], [order]).verdict).toBe('unknown');
    expect(judgeIdentity([images, { ...images, patientSex: null }], [order]).verdict).toBe('agrees');
    const stranger = { ...images, patientName: { Alphabetic: 'Meier^Eva' } };
    expect(judgeIdentity([...Array.from({ length: 300 }, () => images), stranger], [order]).verdict).toBe('differs');
    expect(judgeIdentity([], [order]).verdict).toBe('unknown');
    expect(judgeIdentity([images], []).verdict).toBe('unknown');
  });

  it('judges against the order as signed and against the chart of today', () => {
    const corrected = { ...order, birthDate: '1970-03-05' };
    expect(judgeIdentity([images], [order, corrected]).verdict).toBe('differs');
    expect(judgeIdentity([images], [corrected, order]).verdict).toBe('differs');
    expect(judgeIdentity([images], [order, { ...order, middleName: 'Maria' }]).verdict).toBe('agrees');
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

  it('takes a missing second family name only where Patient ID and birth date both agree', () => {
    expect(nameVerdict('García^José', named('García López', 'José'))).toBe('agrees');
    expect(nameVerdict('García^José', { ...named('García López', 'José'), patientIDs: [] })).toBe('unknown');
    expect(nameVerdict('García^José', { ...named('García López', 'José'), birthDate: null })).toBe('unknown');
    expect(nameVerdict('García Pérez^José', named('García López', 'José'))).toBe('differs');
    expect(nameVerdict('GARCIA LOPEZ^JOSE', { ...named('García-López', 'José'), patientIDs: [] })).toBe('agrees');
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

describe('Names of people who are easily taken for one', () => {
  it.each([
    ['Smith^Twin 1', 'Smith', 'Twin 2', ''],
    ['Unknown^23', 'Unknown', '24', ''],
    ['Smith^Baby Boy B', 'Smith', 'Baby Boy A', ''],
    ['Smith^Baby Girl', 'Smith', 'Anna', ''],
    ['B/O Smith^Anna', 'Smith', 'Anna', ''],
    ['Doe^Jane', 'Doe', 'Jane', ''],
    ['Nguyễn^Hùng', 'Nguyễn', 'Hưng', ''],
    ['Martin^Rénee', 'Martin', 'Renée', ''],
    ['WINTERBOTTOM^ANN', 'Winterbottom', 'Annabel', ''],
    ['Smith^J^Paul', 'Smith', 'John', 'Paul'],
    ['Smith^Maria Anna', 'Smith', 'Anna Maria', ''],
    ['Smith^John "Bo"', 'Smith', 'John "Kit"', ''],
    ['Smith^John 2', 'Smith', 'John', ''],
    ['Smith^Michael', 'Smith', 'Michal', ''],
  ])('are unknown: %s and %s, %s %s', (stated, familyName, givenName, middleName) => {
    expect(nameVerdict(stated, { ...named(familyName, givenName), middleName })).toBe('unknown');
  });

  it.each([
    ['Smith^John^Peter', 'Smith', 'John', 'Paul'],
    ['Smith^John^Q', 'Smith', 'John', 'Paul'],
    ['Smith 2nd^John', 'Smith 3rd', 'John', ''],
    ['Silva Filho^João', 'Silva Neto', 'João', ''],
    ['शर्मा^राम', 'शर्मा', 'रीमा', ''],
    ['Smith^Anna A', 'Smith', 'Anna B', ''],
    ['Smith^John 1', 'Smith', 'John 2', ''],
    ['Xu^Wei', 'Xue', 'Wei', ''],
  ])('differ: %s and %s, %s %s', (stated, familyName, givenName, middleName) => {
    expect(nameVerdict(stated, { ...named(familyName, givenName), middleName })).toBe('differs');
  });

  // Pairs that a reviewer's generators found: each was linked by itself once.
  it.each([
    'Ahmed^Omar^Ahmed|Ahmed|Said|Ahmed',
    'Ahmed^Omar Ahmed|Ahmed|Said Ahmed|',
    'Kim^Kim Peter|Kim|Peter Kim|',
    'Hassan^Ali Mohamed|Mohamed|Hassan Karim|',
    'García^Ana López|López|Eva García|',
    'Anna Maria Smith|Smith|Anna Louise|',
    'Ali Omar Ahmed|Ahmed|Ali Said|',
    'Maria Smith^Anna|Smith|Anna Louise|',
    'Suzuki^Sunita^^^Pierre|Suzuki Tom|Sunita|',
    'Smith^Mary^^Baby of|Smith|Mary|',
    'Smith^Mary^^Twin 1|Smith|Mary|',
    'Smith^Anna^^2|Smith|Anna|',
    'Smith^Anna^^^2|Smith|Anna|',
    'Smith^Anna^^^A|Smith|Anna|',
    'Smith^Anna^^^①|Smith|Anna|',
    'Smith^Anna Uno|Smith|Anna|',
    'Smith^Anna I|Smith|Anna II|',
    'Smith^Anna Ⅰ|Smith|Anna Ⅱ|',
    'Smith^Peter V|Smith|Peter IV|',
    'Bauer^Max^^^Jr|Bauer|Max père|',
    'Smith^Peter Júnior|Smith|Peter Neto|',
    '佐藤^奈々|佐藤|奈|',
    'ใจดี^ดีๆ|ใจดี|ดี|',
    'Kovač^Ana|Kováč|Ána|',
    'Peña^Ana|Pena|Aña|',
    'Nguyễn^Thu|Nguyễn|Thư|',
    'علي^هدى|علي|هدي|',
    'M\ufffdller^J\ufffdrg|M\ufffdller|J\ufffdrg|',
    'M?ller^Jan|M?ller|Jan|',
    'MÃ¼ller^Ana|MÃ¼ller|Ana|',
    'Smith^Anna *|Smith|Anna **|',
    "Smith^Anna'|Smith|Anna''|",
    'Smith^Anna x|Smith|Anna xx|',
    'Smith^A|Smith|A|',
    'D Day^Ivan|Day|Ivan|D',
    'Smith^Joelle|Smith|Jolle|',
    'Smith^Maria [RN]|Smith|Maria|',
    'RN Smith|Smith|RN|',
    'Delta^418|Delta|418|',
    'N.N.^Anna|N.N.|Anna|',
    'Smith^Boy٢|Smith|Boy٢|',
  ])('never agree: %s', (pair) => {
    const [stated = '', familyName = '', givenName = '', middleName = ''] = pair.split('|');
    const ordered = { ...named(familyName, givenName), middleName, patientIDs: [{ patientID: 'P-0017', issuerOfPatientID: null }] };
    expect(nameVerdict(stated, ordered)).not.toBe('agrees');
  });

  it.each([
    'Smith^Rev Anna|Smith|Anna|',
    'Smith^Anna^^Prof Dr|Smith|Anna|',
    'Smith^Anna^^^RN|Smith|Anna|',
    'Ceauşescu^Ştefan|Ceaușescu|Ștefan|',
    'YILDIZ^IŞIL|Yıldız|Işıl|',
    'García y López^Ana|García López|Ana|',
    'כֹהן^דן|כהן|דן|',
    'Manuel^Tom|Manuel|Tom|',
  ])('are of one person: %s', (pair) => {
    const [stated = '', familyName = '', givenName = '', middleName = ''] = pair.split('|');
    expect(nameVerdict(stated, { ...named(familyName, givenName), middleName })).toBe('agrees');
  });

  it('are not compared where a name is longer than any name, and take no time', () => {
    for (const long of ['x'.repeat(4_000), '('.repeat(1_000_000), 'ab '.repeat(300_000), '^'.repeat(1_000_000)]) {
      expect(nameVerdict(`${long}^Anna`, named(long, 'Anna'))).toBe('unknown');
    }
  });

  it('differ where one tells a generation and nothing else tells father from son', () => {
    expect(nameVerdict('Müller^Anna^^^Jr')).toBe('agrees');
    expect(nameVerdict('Müller^Anna^^^Jr', { birthDate: null })).toBe('differs');
  });

  it.each([
    ['Anna Maria^Müller', 'exchanged'],
    ['Müller Anna', 'in one piece'],
    ['Muller^Anna', 'without its umlaut beside Mueller', 'Mueller'],
    ['Berg^Anna von', 'with the particle elsewhere', 'von Berg'],
    ['PAPADIMITRAKOPOU^ANNA', 'cut off at 16 characters', 'Papadimitrakopoulou'],
  ])('agree only with Patient ID and birth date beside them: %s, %s', (stated, _what, familyName = 'Müller') => {
    const ordered = { ...named(familyName, 'Anna'), middleName: 'Maria' };
    const plain = familyName === 'von Berg' ? { ...ordered, middleName: '' } : ordered;
    expect(nameVerdict(stated, plain)).toBe('agrees');
    expect(nameVerdict(stated, { ...plain, patientIDs: [] })).toBe('unknown');
    expect(nameVerdict(stated, { ...plain, birthDate: null })).toBe('unknown');
  });

  it('find a known other name, whole or as another family name', () => {
    expect(nameVerdict('Schmidt^Anna')).toBe('differs');
    expect(nameVerdict('Schmidt^Anna', { otherNames: ['Schmidt^Anna'] })).toBe('agrees');
    expect(nameVerdict('Schmidt^Anna', { otherNames: ['Schmidt, Anna'] })).toBe('agrees');
    expect(nameVerdict('Schmidt^Anna', { otherNames: ['Schmidt'] })).toBe('agrees');
    expect(nameVerdict('Schmidt^Eva', { otherNames: ['Schmidt'] })).toBe('differs');
  });

  it('are compared alike whichever of the two comes first', () => {
    const random = new Random(7);
    const families = [
      'Müller',
      'Mueller',
      'Muller',
      'van der Berg',
      'Berg',
      'García López',
      'García',
      'Silva Neto',
      'Li',
      'Lian',
      '山田',
      'Twin 1',
      '',
    ];
    const givens = [
      'Anna',
      'An Na',
      'Na',
      'Anna Maria',
      'Anna M',
      'A',
      'Maria Anna',
      'Hùng',
      'Hưng',
      'Hung',
      'Baby Boy B',
      'Jr',
      '太郎',
      'von Anna',
      '',
      'Anna 2',
    ];
    const make = () => {
      const name = [
        random.pick(families),
        random.pick(givens),
        random.pick(['', '', 'B', 'Maria', '2']),
        '',
        random.pick(['', '', 'Jr', 'II', 'MD']),
      ].join('^');
      return comparableNames({ Alphabetic: random.whole(8) === 0 ? name.replaceAll('^', ' ') : name })[0];
    };
    let compared = 0;
    for (let round = 0; round < 20_000; round++) {
      const [one, other] = [make(), make()];
      if (!one || !other) continue;
      compared++;
      const [there, back] = [compareNames(one, other), compareNames(other, one)];
      if (JSON.stringify(there) !== JSON.stringify(back))
        throw new Error(`${JSON.stringify([one, other])}: ${there.agreement}, ${back.agreement}`);
    }
    expect(compared).toBeGreaterThan(15_000);
  });

  it('always agree with themselves, but for initials, stand-ins and single words', () => {
    for (const { given, sort } of makePairs(3_000, 11)) {
      const [order] = given.orders;
      if (sort !== 'same' || !order) continue;
      const [name] = comparableParts(order.familyName ?? '', order.givenName ?? '', order.middleName ?? '');
      if (name) expect(compareNames(name, name)).toEqual({ agreement: 'same', isGenerationOneSided: false });
    }
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
