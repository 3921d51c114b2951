import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { recall, remember } from './browser-memory.js';
import { words } from './words.en.js';

type Plural<K> = K extends `${infer Base}_one` ? Base : K extends `${infer Base}_other` ? Base : K;
export type WordKey = Plural<keyof typeof words>;

/** Every language of the pages; each has one table, words.<language>.ts. */
export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];

// Numbers are grouped as they are where the hospital stands.
const locales = { en: 'en-US', es: 'es-US' } as const satisfies Record<Language, string>;
const languageKey = 'language';

void i18next.use(initReactI18next).init({
  lng: locales.en,
  fallbackLng: 'en',
  resources: { en: { translation: words } },
  partialBundledLanguages: true,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
});

/** The language of the pages now. */
export const language = (): Language => (i18next.language.startsWith('es') ? 'es' : 'en');

/** Changes the language and remembers it in this browser; a table is loaded when it is first needed. */
export async function chooseLanguage(wanted: Language): Promise<void> {
  if (wanted === 'es' && !i18next.hasResourceBundle('es', 'translation')) {
    i18next.addResourceBundle('es', 'translation', (await import('./words.es.js')).words);
  }
  await i18next.changeLanguage(locales[wanted]);
  if (typeof document !== 'undefined') document.documentElement.lang = wanted;
  remember(languageKey, wanted);
}

/** The language that was chosen in this browser, else the browser's own where there is a table for it. */
export function preferredLanguage(): Language {
  const own = languages.find((known) => navigator.language.startsWith(known)) ?? 'en';
  const chosen = recall(languageKey);
  return languages.find((known) => known === chosen) ?? own;
}

/** Gives the words of a key; the root component renders anew when the language changes. */
export function t(key: WordKey, values?: Record<string, string | number>): string {
  return i18next.t(key as string, values ?? {});
}

/** Words for something that the gateway names: the key's own words, or the name itself where there are none yet. */
export function tOr(key: string, fallback: string): string {
  return i18next.exists(key) ? i18next.t(key) : fallback;
}
