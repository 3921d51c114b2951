import type { JudgeCase } from '../../judge/cases.js';
import { otherPeople } from './other-people.js';
import { makePerson, Random } from './people.js';
import { samePeople } from './same-people.js';

export type Sort = 'same' | 'other';

/** One case with the truth beside it: whether the images are of the patient of its order `order`. */
export interface Pair {
  sort: Sort;
  kind: string;
  given: JudgeCase;
}

/** Makes pairs of both sorts, each kind in its turn, the same for the same seed. */
export function* makePairs(count: number, seed: number): Generator<Pair> {
  const random = new Random(seed);
  const kinds = [
    ...Object.entries(otherPeople).map(([kind, make]) => ({ sort: 'other' as const, kind, make })),
    ...Object.entries(samePeople).map(([kind, make]) => ({ sort: 'same' as const, kind, make })),
  ];
  for (let index = 0; index < count; index++) {
    const { sort, kind, make } = kinds[index % kinds.length] as (typeof kinds)[number];
    const { images, orders, accessionNumber = null } = make(random, makePerson(random));
    yield { sort, kind, given: { images, orders, accessionNumber } };
  }
}
