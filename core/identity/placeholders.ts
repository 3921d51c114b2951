import { plainWord } from './letters.js';
import { asciiDigit } from './name-words.js';

/**
 * What people and systems write where nobody knows: stand-ins are never evidence for a patient. Built in here, extended by each hospital
 * (docs/matching.md has the list in words).
 */
export interface PlaceholderLists {
  /**
   * Words of names, without accents and in lower case. An entry holds where its words stand one behind the other anywhere in a name; with `=`
   * in front it must be the whole name, with `^` in front all of the given or all of the middle name. Digits at a word's ends don't count
   * (twin2 is twin).
   */
  names: readonly string[];
  /** Patient IDs, letters and digits only. */
  patientIDs: readonly string[];
  /** YYYYMMDD */
  birthDates: readonly string[];
}

const builtInNames = [
  // Nobody knows the name.
  ...[
    'unknown',
    'unk',
    'zzunknown',
    'edunknown',
    'unknownmale',
    'unknownfemale',
    'unidentified',
    'unnamed',
    'anonymous',
    'anonymus',
    'anonym',
  ],
  ...[
    'anonymized',
    'anonymised',
    'anon',
    'pseudonym',
    'no name',
    'noname',
    'name unknown',
    'nn',
    'n n',
    'nomen nescio',
    'not known',
    'not given',
  ],
  ...['not available', 'no identity', 'withheld', 'removed', 'redacted', 'deidentified', 'de identified', 'fnu', 'lnu', 'nfn', 'nln'],
  ...[
    'unbekannt',
    'unbekannte',
    'unbekannter',
    'namenlos',
    'inconnu',
    'inconnue',
    'anonyme',
    'desconocido',
    'desconocida',
    'anonimo',
    'anonima',
  ],
  ...['anonimizado', 'indigente', 'desconhecido', 'desconhecida', 'ignorado', 'ignorada', 'sconosciuto', 'sconosciuta', 'ignoto', 'ignota'],
  ...[
    'onbekend',
    'onbekende',
    'okand',
    'ukjent',
    'ukendt',
    'tuntematon',
    'nieznany',
    'nieznana',
    'neznamy',
    'neznama',
    'nepoznat',
    'nepoznata',
  ],
  ...['ismeretlen', 'necunoscut', 'necunoscuta', 'bilinmeyen', 'bilinmiyor', 'kimligi belirsiz', 'khong ro', 'vo danh'],
  ...['неизвестный', 'неизвестная', 'неизвестно', 'неизвестен', 'неизвестна', 'аноним', 'невідомий', 'невідома', 'непознат', 'непозната'],
  ...['αγνωστοσ', 'αγνωστη', 'مجهول', 'مجهوله', 'غير معروف', 'אלמוני', 'אלמונית', 'פלוני', 'פלונית', 'נעלם'],
  ...[
    '不明',
    '不詳',
    '未知',
    '无名氏',
    '無名氏',
    '无名',
    '無名',
    '匿名',
    '佚名',
    '名無し',
    '氏名不詳',
    '身元不明',
    '某',
    '미상',
    '무명',
    '익명',
    '신원미상',
  ],
  ...[
    'अज्ञात',
    'अनाम',
    'অজ্ঞাত',
    'ไม่ทราบชื่อ',
    'xx',
    'xxx',
    'xxxx',
    '=x',
    '^x',
    '=na',
    '=n a',
    '=none',
    '=null',
    '^null',
    '=nil',
    '=name',
    '=test test',
  ],
  ...['test patient', 'patient test', 'testpatient', 'zztest', 'dummy', 'phantom'],
  // People without papers.
  ...[
    'john doe',
    'jane doe',
    'jon doe',
    'jonny doe',
    'johnny doe',
    'janie doe',
    'jimmy doe',
    'baby doe',
    'male doe',
    'female doe',
    'j doe',
  ],
  ...['=doe', 'john roe', 'jane roe', 'richard roe', '=roe', 'max mustermann', 'erika mustermann'],
  ...[
    'trauma',
    'xtrauma',
    'ztrauma',
    'zztrauma',
    'edtrauma',
    'polytrauma',
    'politrauma',
    'traumatic',
    'disaster',
    'mass casualty',
    'casualty',
  ],
  ...['notfall', 'schockraum', 'urgence', 'plan blanc', 'manv', 'resus', 'code yankee', 'victim', 'opfer', 'xray'],
  // Children before they have a name.
  ...[
    'baby',
    'babyboy',
    'babygirl',
    'babya',
    'babyb',
    'babyc',
    'bby',
    'bbya',
    'bbyb',
    'bb',
    'bg',
    'nb',
    'bboy',
    'bgirl',
    'bebe',
    'bebek',
    'boy',
    'girl',
  ],
  ...['boya', 'boyb', 'girla', 'girlb', 'boyone', 'boytwo', 'girlone', 'girltwo', 'babyone', 'babytwo', 'twin', 'twina', 'twinb', 'twins'],
  ...[
    'twinone',
    'twintwo',
    'twn',
    'tw',
    '^ta',
    '^tb',
    'triplet',
    'tripleta',
    'tripletb',
    'tripletc',
    'quadruplet',
    'quintuplet',
    '^quad',
    '^multiple',
  ],
  ...['infant', 'newborn', 'new born', 'neonate', 'neonatus', 'neonato', 'neonata', 'stillborn', 'unborn', 'fetus', 'foetus', 'embryo'],
  ...['male infant', 'female infant', '^male', '^female', '^child', '^neo', '^born', '^bo', 'rn', 'sib', 'sibling', 'pediatric', 'of'],
  ...['^son', '^daughter'],
  ...[
    'neugeborenes',
    'neugeborener',
    'neugeborene',
    'saugling',
    'saeugling',
    'zwilling',
    'zwillinge',
    'drilling',
    '^kind',
    '^junge',
    '^knabe',
  ],
  ...['^madchen', '^maedchen', '^sohn', '^tochter', 'kind von', 'sohn von', 'tochter von', 'nouveau ne', 'nouveaune', 'jumeau', 'jumelle'],
  ...[
    'fils de',
    'fille de',
    '^garcon',
    'recien nacido',
    'recien nacida',
    'rn de',
    'gemelo',
    'gemela',
    'mellizo',
    'melliza',
    'hijo de',
    'hija de',
  ],
  ...[
    '^hijo',
    '^hija',
    'recem nascido',
    'recem nascida',
    'gemelar',
    'gemeo',
    'gemea',
    'filho de',
    'filha de',
    '^filha',
    'gemello',
    'gemella',
  ],
  ...[
    'gemellare',
    'figlio di',
    'figlia di',
    '^figlio',
    '^figlia',
    'tweeling',
    'pasgeborene',
    'zoon van',
    'dochter van',
    '^jongen',
    '^meisje',
  ],
  ...[
    'nyfodt',
    'nyfodd',
    'tvilling',
    'vauva',
    'kaksonen',
    'noworodek',
    'blizniak',
    'blizniatko',
    'bliznie',
    'dvojce',
    'dwojce',
    'ikiz',
    'νεογνο',
  ],
  ...[
    'новорожденный',
    'новорожденная',
    'новонароджений',
    'близнец',
    'ребенок',
    'תינוק',
    'תינוקת',
    '^בן',
    '^בת',
    '^ابن',
    '^بنت',
    'مولود',
    'مولوده',
  ],
  ...['शिशु', 'বেবি', '婴儿', '嬰兒', '新生児', '双子', '双胎', '之子', '之女', 'ベビー', '아기', 'ทารก', 'บุตรนาง', 'เด็กชาย', 'เด็กหญิง'],
];

const builtInPatientIDs = [
  ...[
    'ANONYMOUS',
    'ANONYMUS',
    'ANONYM',
    'ANONYMIZED',
    'ANONYMISED',
    'ANON',
    'UNKNOWN',
    'UNK',
    'NOTKNOWN',
    'NOTAVAILABLE',
    'NONE',
    'NULL',
    'NIL',
  ],
  ...[
    'NA',
    'NN',
    'NOID',
    'NOMRN',
    'NONUMBER',
    'NOPATIENTID',
    'NOTASSIGNED',
    'UNASSIGNED',
    'PENDING',
    'ID',
    'MRN',
    'PID',
    'PATID',
    'PATIENT',
  ],
  ...['PATIENTID', 'DEFAULT', 'TEST', 'TEMP', 'DUMMY', 'XXX', 'REMOVED', 'REDACTED', 'DEIDENTIFIED', 'UNBEKANNT', 'INCONNU', 'DESCONOCIDO'],
  ...[
    'TRAUMA',
    'JOHNDOE',
    'JANEDOE',
    'EMERGENCY',
    'TBD',
    'TMP',
    'DEMO',
    'NEW',
    'EXTERNAL',
    'PHANTOM',
    'UNDEFINED',
    'FALSE',
    'NAN',
    '不明',
    '未知',
  ],
];
// With any digits behind them these are stand-ins as well.
const numberedStandIns = /^(?:ANON(?:YM(?:OUS|IZED|ISED)?)?|UNK(?:NOWN)?|XXX+|TRAUMA)\d+$/;

// The zero days of calendars and systems, and what people type to get past a field.
const builtInBirthDates = [
  ...['19000101', '19010101', '19700101', '18000101', '18500101', '18581117', '18991230', '18991231', '16010101', '17530101', '00010101'],
  ...['11111111', '19111111', '19001231', '19691231', '99991231', '99999999', '00000000', '22220202'],
];

export const builtInPlaceholders: PlaceholderLists = {
  names: builtInNames,
  patientIDs: builtInPatientIDs,
  birthDates: builtInBirthDates,
};

/** Tells stand-ins from what may be evidence. */
export interface Placeholders {
  /** `words`: of a name in their order, each as `plainWord` gives it. */
  isName(words: readonly string[]): boolean;
  /** `words`: all of the given or of the middle name, or what stands beside a name. */
  isGivenName(words: readonly string[]): boolean;
  isPatientID(patientID: string): boolean;
  /** `digits`: YYYYMMDD */
  isBirthDate(digits: string): boolean;
}

/** The built-in lists, and with them a hospital's own: names as words or phrases, Patient IDs and birth dates (YYYYMMDD or YYYY-MM-DD) as they are sent. */
export function withHospitalPlaceholders(own: PlaceholderLists): Placeholders {
  return makePlaceholders(
    [...builtInNames, ...own.names],
    [...builtInPatientIDs, ...own.patientIDs],
    [...builtInBirthDates, ...own.birthDates],
  );
}

function makePlaceholders(names: readonly string[], patientIDs: readonly string[], birthDates: readonly string[]): Placeholders {
  const phrases = new Map<string, string[][]>();
  const wholes = new Set<string>();
  const givens = new Set<string>();
  for (const entry of names) {
    const words = entry
      .replace(/^[=^]/, '')
      .toLowerCase()
      .split(/[\s^,]+/)
      .map(plainWord)
      .filter(Boolean);
    const [first] = words;
    if (first === undefined) continue;
    if (entry.startsWith('=')) wholes.add(words.join(' '));
    else if (entry.startsWith('^')) givens.add(words.join(' '));
    else phrases.set(first, [...(phrases.get(first) ?? []), words]);
  }
  const ids = new Set(patientIDs.map(bareID));
  const dates = new Set(birthDates.map((date) => date.replace(/\D/g, '')));
  return {
    isName(words) {
      const bare = withoutDigits(words);
      if (wholes.has(bare.join(' '))) return true;
      return bare.some((word, at) => phrases.get(word)?.some((phrase) => phrase.every((part, index) => bare[at + index] === part)));
    },
    isGivenName: (words) => givens.has(withoutDigits(words).join(' ')),
    isPatientID(patientID) {
      const bare = bareID(patientID);
      if (ids.has(bare) || numberedStandIns.test(bare)) return true;
      return isNoNumber(bare) || /^\p{L}+(\p{N})\1{3,}$/u.test(bare);
    },
    // Nobody who is examined today was born before 1900 or will be born tomorrow.
    isBirthDate: (digits) => dates.has(digits) || digits < '19000101' || digits > tomorrow(),
  };
}

const withoutDigits = (words: readonly string[]): string[] => words.map((word) => word.replace(/^\d+|\d+$/g, '')).filter(Boolean);

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
}

function bareID(patientID: string): string {
  return patientID
    .normalize('NFKC')
    .toUpperCase()
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Zeros, one character or a short block again and again, 12345 …, 54321 … */
function isNoNumber(bare: string): boolean {
  if (/^0*1?$/.test(bare) || /^\d0{5,}$/.test(bare) || /^(.)\1{3,}$/.test(bare) || /^(.{2,3})\1{2,}$/.test(bare) || /^(.{3})\1$/.test(bare))
    return true;
  if (bare.length < 4) return false;
  return '12345678901234567890'.startsWith(bare) || '0123456789'.startsWith(bare) || '9876543210987654321'.endsWith(bare);
}

const builtIn = withHospitalPlaceholders({ names: [], patientIDs: [], birthDates: [] });

/** The stand-ins that every hospital has. */
export function defaultPlaceholders(): Placeholders {
  return builtIn;
}
