import { language, tOr } from './i18n.js';

// A number, or a code that begins with a letter: it keeps its place in the sentence.
const value = /(?<![\w-])[A-Z]?\d(?:[\w,.]*\w)?(?![\w-])/g;

/** What the gateway says in English, in the language of the page; null where the page has no words for it. */
export function saidOrNull(sentence: string): string | null {
  if (language() === 'en') return sentence;
  const whole = tOr(`code.${sentence}`, '');
  if (whole) return whole;
  const values = sentence.match(value) ?? [];
  const words = tOr(`code.${sentence.replace(value, '#')}`, '');
  return words ? words.replace(/#/g, () => values.shift() ?? '') : null;
}

/** What the gateway says, in the language of the page where there are words for it. */
export function said(sentence: string): string {
  return saidOrNull(sentence) ?? sentence;
}

/** What a refusal says in particular; where there are no words for that, what its code means. */
export function saidOfRefusal({ code, explanation }: { code: string; explanation: string }): string {
  return (explanation && saidOrNull(explanation)) || tOr(`code.${code}`, explanation || code);
}

/** What is wrong with each field that a problem names. */
export function saidOfFields(fields: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([name, words]) => [name, said(words)]));
}
