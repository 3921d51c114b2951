/** Ids of the demo data are fixed, so that a second run finds what the first one made. */
export const demoID = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
