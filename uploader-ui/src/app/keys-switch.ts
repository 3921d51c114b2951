const key = 'keyboard-shortcuts';

/** Whether single keys act in this browser; who speaks to the computer, or strikes keys by accident, turns them off. @see WCAG 2.1.4 */
export function areKeysOn(): boolean {
  try {
    return localStorage.getItem(key) !== 'off';
  } catch {
    return true;
  }
}

export function rememberKeys(areOn: boolean): void {
  try {
    localStorage.setItem(key, areOn ? 'on' : 'off');
  } catch {
    // A browser that keeps nothing has them on again at the next visit.
  }
}
