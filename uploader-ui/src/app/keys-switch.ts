import { recall, remember } from './browser-memory.js';

const key = 'keyboard-shortcuts';

/** Whether single keys act in this browser; who speaks to the computer, or strikes keys by accident, turns them off. @see WCAG 2.1.4 */
export const areKeysOn = (): boolean => recall(key) !== 'off';

export const rememberKeys = (areOn: boolean): void => remember(key, areOn ? 'on' : 'off');
