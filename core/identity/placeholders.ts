import { plainWord } from './letters.js';

/**
 * What people and systems write where nobody knows: stand-ins are never evidence for a patient. Built in here, extended by each hospital
 * (docs/matching.md has the list in words).
 */
export interface PlaceholderLists {
  /**
   * Words of names, without accents and in lower case. An entry holds where its words stand one behind the other anywhere in a name; with `=`
   * in front it must be the whole name. Digits at a word's end don't count (twin2 is twin).
   */
  names: readonly string[];
  /** Patient IDs, letters and digits only. */
  patientIDs: readonly string[];
  /** YYYYMMDD */
  birthDates: readonly string[];
}

const builtInNames = [
  // Nobody knows the name.
  ...['unknown', 'unk', 'unidentified', 'unnamed', 'anonymous', 'anonymus', 'anonym', 'anonymized', 'anonymised', 'anon', 'pseudonym'],
  ...['no name', 'noname', 'name unknown', 'nn', 'nomen nescio', 'not known', 'not available', 'withheld', 'removed', 'redacted'],
  ...['deidentified', 'de identified', 'unbekannt', 'unbekannte', 'unbekannter', 'namenlos', 'inconnu', 'inconnue', 'anonyme'],
  ...['desconocido', 'desconocida', 'anonimo', 'anonima', 'desconhecido', 'desconhecida', 'sconosciuto', 'sconosciuta', 'ignoto', 'ignota'],
  ...['onbekend', 'onbekende', 'okand', 'ukjent', 'ukendt', 'tuntematon', 'nieznany', 'nieznana', 'neznamy', 'neznama', 'nepoznat'],
  ...['nepoznata', 'ismeretlen', 'necunoscut', 'necunoscuta', 'bilinmeyen', 'bilinmiyor', 'kimligi belirsiz'],
  ...['неизвестный', 'неизвестная', 'неизвестно', 'аноним', 'невідомий', 'невідома', 'неизвестен', 'неизвестна', 'αγνωστοσ', 'αγνωστη'],
  ...[
    'مجهول',
    'مجهوله',
    'אלמוני',
    'אלמונית',
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
    '미상',
    '무명',
    '익명',
  ],
  ...['अज्ञात', 'अनाम', 'ไม่ทราบชื่อ', '=x', '=xx', '=xxx', '=xxxx', '=na', '=n a', '=n n', '=none', '=null', '=nil', '=name'],
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
  ...[
    '=doe',
    'john roe',
    'jane roe',
    'richard roe',
    '=roe',
    'max mustermann',
    'erika mustermann',
    'juan perez desconocido',
    'mario rossi ignoto',
  ],
  ...['trauma', 'xtrauma', 'ztrauma', 'zztrauma', 'polytrauma', 'disaster', 'mass casualty', 'jane trauma', 'john trauma'],
  // Children before they have a name.
  ...[
    'baby',
    'babyboy',
    'babygirl',
    'babya',
    'babyb',
    'babyc',
    'bby',
    'bb',
    'bg',
    'nb',
    'bebe',
    'boy',
    'girl',
    'boya',
    'boyb',
    'girla',
    'girlb',
  ],
  ...['twin', 'twina', 'twinb', 'twins', 'triplet', 'tripleta', 'tripletb', 'tripletc', 'quadruplet', 'infant', 'newborn', 'new born'],
  ...['neonate', 'neonatus', 'neonato', 'neonata', 'stillborn', 'fetus', 'foetus', 'son of', 'daughter of', 'child of', 'infant of'],
  ...['male infant', 'female infant', 'neugeborenes', 'neugeborener', 'neugeborene', 'saugling', 'saeugling', 'zwilling', 'drilling'],
  ...['kind von', 'sohn von', 'tochter von', 'nouveau ne', 'nouveaune', 'jumeau', 'jumelle', 'fils de', 'fille de', 'recien nacido'],
  ...['recien nacida', 'rn de', 'gemelo', 'gemela', 'mellizo', 'melliza', 'hijo de', 'hija de', 'recem nascido', 'recem nascida'],
  ...['gemelar', 'filho de', 'filha de', 'gemello', 'gemella', 'figlio di', 'figlia di', 'tweeling', 'pasgeborene', 'zoon van'],
  ...[
    'dochter van',
    'noworodek',
    'blizniak',
    'новорожденный',
    'новорожденная',
    'новонароджений',
    'близнец',
    '婴儿',
    '嬰兒',
    '新生児',
    'ベビー',
  ],
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
  'TRAUMA',
];

// The zero days of calendars and systems, and what people type to get past a field.
const builtInBirthDates = [
  ...['19000101', '19010101', '19700101', '18000101', '18500101', '18581117', '18991230', '18991231', '16010101', '17530101', '00010101'],
  ...['11111111', '19111111', '99991231', '99999999', '00000000', '22220202'],
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
  for (const entry of names) {
    const words = entry.replace(/^=/, '').toLowerCase().split(/\s+/).map(plainWord).filter(Boolean);
    const [first] = words;
    if (first === undefined) continue;
    if (entry.startsWith('=')) wholes.add(words.join(' '));
    else phrases.set(first, [...(phrases.get(first) ?? []), words]);
  }
  const ids = new Set(patientIDs.map(bareID));
  const dates = new Set(birthDates.map((date) => date.replace(/\D/g, '')));
  return {
    isName(words) {
      const plain = words.map((word) => word.replace(/\d+$/, '')).filter(Boolean);
      if (wholes.has(plain.join(' '))) return true;
      return plain.some((word, at) => phrases.get(word)?.some((phrase) => phrase.every((part, index) => plain[at + index] === part)));
    },
    isPatientID(patientID) {
      const bare = bareID(patientID);
      return /^0*$/.test(bare) || /^(.)\1{3,}$/.test(bare) || isRowOfDigits(bare) || ids.has(bare);
    },
    isBirthDate: (digits) => dates.has(digits),
  };
}

function bareID(patientID: string): string {
  return patientID
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** 12345, 123456 …, 01234 …, and 4321, 54321 … */
function isRowOfDigits(bare: string): boolean {
  if (bare.length < 4) return false;
  return '12345678901234567890'.startsWith(bare) || '0123456789'.startsWith(bare) || '9876543210987654321'.endsWith(bare);
}

const builtIn = withHospitalPlaceholders({ names: [], patientIDs: [], birthDates: [] });

/** The stand-ins that every hospital has. */
export function defaultPlaceholders(): Placeholders {
  return builtIn;
}
