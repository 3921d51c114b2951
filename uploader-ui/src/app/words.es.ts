import type { words as english } from './words.en.js';

/** Every word on the screen in Spanish, by the keys of words.en.ts; what is missing here is shown in English. */
export const words: Partial<Record<keyof typeof english, string>> = {
  'app.name': 'Imágenes para derivaciones',
  'format.months': 'ene feb mar abr may jun jul ago sep oct nov dic',
  'format.years': '{{age}} años',
};
