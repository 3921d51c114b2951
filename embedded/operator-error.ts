/** What stops the start and what to do about it, in a sentence for the person at the terminal. */
export class OperatorError extends Error {}
