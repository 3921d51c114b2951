const LOOK_AGAIN_MS = 20_000;

/** How soon to look again: that nothing comes any more is told by nobody. */
export const lookAgainWhile = (isArriving: boolean | undefined): number | false => (isArriving ? LOOK_AGAIN_MS : false);
