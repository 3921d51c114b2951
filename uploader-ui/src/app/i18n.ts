import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { words } from './words.en.js';

type Plural<K> = K extends `${infer Base}_one` ? Base : K extends `${infer Base}_other` ? Base : K;
export type WordKey = Plural<keyof typeof words>;

void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: words } },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
});

/** Gives the words of a key; the root component renders anew when the language changes. */
export function t(key: WordKey, values?: Record<string, string | number>): string {
  return i18next.t(key as string, values ?? {});
}

/** Words for something that the gateway names: the key's own words, or the name itself where there are none yet. */
export function tOr(key: string, fallback: string): string {
  return i18next.exists(key) ? i18next.t(key) : fallback;
}
