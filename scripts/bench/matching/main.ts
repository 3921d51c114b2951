// How far the judge can be trusted: cases of both sorts, made by a seed, judged by the functions of the product, counted by kind. An automatic
// link of another person's images is the one thing that must not happen; its count is the exit code.
import { parseArgs } from 'node:util';
import { defaultPlaceholders } from '#core/identity/placeholders.js';
import { judgeOneCase } from '../../judge/judge-case.js';
import { makePairs, type Sort } from './pairs.js';

interface Tally {
  sort: Sort;
  pairs: number;
  linked: number;
  agrees: number;
  differs: number;
}

function count(pairs: number, seed: number): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { sort, kind, given } of makePairs(pairs, seed)) {
    const { link, identities } = judgeOneCase(given, defaultPlaceholders());
    const tally = tallies.get(kind) ?? { sort, pairs: 0, linked: 0, agrees: 0, differs: 0 };
    tally.pairs += 1;
    if (link === 'one') tally.linked += 1;
    const verdict = identities.order?.verdict;
    if (verdict === 'agrees' || verdict === 'differs') tally[verdict] += 1;
    tallies.set(kind, tally);
  }
  return tallies;
}

function printSort(title: string, tallies: readonly (readonly [string, Tally])[]): void {
  process.stdout.write(
    `\n${title}\n\n| kind | pairs | linked by itself | identity agrees | differs | unknown |\n| --- | ---: | ---: | ---: | ---: | ---: |\n`,
  );
  for (const [kind, { pairs, linked, agrees, differs }] of tallies) {
    process.stdout.write(`| ${kind} | ${pairs} | ${linked} | ${agrees} | ${differs} | ${pairs - agrees - differs} |\n`);
  }
}

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } } });
const begun = performance.now();
const tallies = [...count(Number(values.pairs), Number(values.seed))];
const [others, same] = (['other', 'same'] as const).map((sort) => tallies.filter(([, tally]) => tally.sort === sort)) as [
  typeof tallies,
  typeof tallies,
];
printSort('Other people, or nobody can tell', others);
printSort('The same person', same);
const sum = (list: typeof tallies, what: 'pairs' | 'linked'): number => list.reduce((total, [, tally]) => total + tally[what], 0);
process.stdout.write(`
seed ${values.seed}, ${sum(tallies, 'pairs')} pairs in ${((performance.now() - begun) / 1000).toFixed(1)} s
wrong automatic links: ${sum(others, 'linked')} of ${sum(others, 'pairs')}
the same person found: ${sum(same, 'linked')} of ${sum(same, 'pairs')}
`);
process.exitCode = sum(others, 'linked') > 0 ? 1 : 0;
