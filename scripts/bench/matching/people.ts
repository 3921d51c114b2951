/** A source of numbers that a seed decides, so that a run can be had again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, and without, `below`. */
  whole(below: number): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.whole(list.length)] as T;
  }

  /** Two different ones. */
  two<T>(list: readonly T[]): [T, T] {
    const first = this.whole(list.length);
    const second = (first + 1 + this.whole(list.length - 1)) % list.length;
    return [list[first] as T, list[second] as T];
  }

  digits(count: number): string {
    return Array.from({ length: count }, (_, index) => this.whole(index === 0 ? 9 : 10) + (index === 0 ? 1 : 0)).join('');
  }
}

/** A person as the truth has it; all invented. */
export interface Person {
  familyName: string;
  givenName: string;
  middleName: string;
  birthDate: string;
  sex: 'F' | 'M';
  patientID: string;
  issuer: string;
}

export const familyNames = [
  ...['Smith', 'Johnson', 'Brown', 'Taylor', 'Anderson', 'Thompson', 'Martin', 'Walker', 'Hughes', 'Edwards', 'Kowalski', 'Nowak', 'Rossi'],
  ...['Ferrari', 'Bianchi', 'Jansen', 'Bakker', 'Visser', 'Dubois', 'Lefevre', 'Moreau', 'Silva', 'Santos', 'Ferreira', 'Garcia', 'Lopez'],
  ...['Hernandez', 'Nguyen', 'Tran', 'Kim', 'Park', 'Tanaka', 'Suzuki', 'Singh', 'Patel', 'Sharma', 'Cohen', 'Levi', 'Haddad', 'Nasser'],
  ...['Andersson', 'Virtanen', 'Kiss', 'Novak', 'Popescu', 'Yilmaz', 'Demir', 'Okafor', 'Mensah', 'Abebe'],
];
export const givenNames = {
  F: [
    'Mary',
    'Patricia',
    'Linda',
    'Susan',
    'Karen',
    'Nancy',
    'Elena',
    'Giulia',
    'Sofia',
    'Ingrid',
    'Amina',
    'Fatima',
    'Yuki',
    'Priya',
    'Noor',
  ],
  M: ['James', 'Robert', 'John', 'David', 'Peter', 'Paul', 'Thomas', 'Daniel', 'Marco', 'Luca', 'Pablo', 'Omar', 'Kenji', 'Arjun', 'Olaf'],
} as const;
export const middleNames = {
  F: ['Ann', 'Grace', 'Louise', 'Teresa', 'Beatrice', 'Victoria', 'Helen'],
  M: ['Edward', 'George', 'Henry', 'Samuel', 'Victor', 'Carlos', 'Frederick'],
} as const;

/** Makes somebody. A birth date is never one of the stand-ins, nor one whose day and month can be exchanged. */
export function makePerson(random: Random): Person {
  const sex = random.pick(['F', 'M'] as const);
  const day = String(13 + random.whole(15));
  const month = String(1 + random.whole(12)).padStart(2, '0');
  return {
    familyName: random.pick(familyNames),
    givenName: random.pick(givenNames[sex]),
    middleName: random.whole(2) ? random.pick(middleNames[sex]) : '',
    birthDate: `${1930 + random.whole(90)}-${month}-${day}`,
    sex,
    patientID: `${random.pick(['RC', 'H', 'P', 'M'])}${random.digits(7)}`,
    issuer: random.pick(['RIVERSIDE', 'HILLTOP', 'LAKEVIEW']),
  };
}

/** Birth date as DICOM DA. */
export const dateOf = ({ birthDate }: Person): string => birthDate.replaceAll('-', '');
