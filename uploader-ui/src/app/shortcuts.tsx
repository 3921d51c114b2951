import { Modal, Switch } from '@mantine/core';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { t, type WordKey } from './i18n.js';
import { areKeysOn, rememberKeys } from './keys-switch.js';

export interface Shortcut {
  key: string;
  words: WordKey;
  act(): void;
}

interface Registry {
  add(shortcuts: () => readonly Shortcut[]): () => void;
  show(): void;
}

const ShortcutContext = createContext<Registry | null>(null);

function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return Boolean(element?.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]'));
}

/** Listens for keys, gives them to the page that is open, and shows them all at `?`. */
export function ShortcutProvider({ children }: { children: ReactNode }) {
  const sources = useRef(new Set<() => readonly Shortcut[]>());
  const [isShown, setShown] = useState(false);
  const [isOn, setOn] = useState(areKeysOn);
  const turn = (wanted: boolean): void => {
    setOn(wanted);
    rememberKeys(wanted);
  };
  const registry = useMemo<Registry>(
    () => ({
      add(source) {
        sources.current.add(source);
        return () => sources.current.delete(source);
      },
      show: () => setShown(true),
    }),
    [],
  );
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      if (event.key === '?') {
        setShown(true);
        event.preventDefault();
        return;
      }
      // Enter and blank belong to the element that has the focus.
      if (event.key === 'Enter' && (event.target as HTMLElement | null)?.closest('a, button, [role="tab"]')) return;
      for (const source of sources.current) {
        const found = source().find((shortcut) => shortcut.key === event.key);
        if (!found) continue;
        event.preventDefault();
        found.act();
        return;
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isOn]);
  const known = isShown ? [...sources.current].flatMap((source) => source()) : [];
  return (
    <ShortcutContext value={registry}>
      {children}
      <Modal opened={isShown} onClose={() => setShown(false)} title={t('keys.title')}>
        <Switch
          label={t('keys.switch')}
          description={t('keys.switch-hint')}
          checked={isOn}
          mt={4}
          mb={16}
          onChange={(event) => turn(event.currentTarget.checked)}
        />
        <dl className="facts">
          {known.map(({ key, words }) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(words)}</dd>
            </div>
          ))}
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>{t('keys.help')}</dd>
          <dt>
            <kbd>Tab</kbd>
          </dt>
          <dd>{t('keys.tab')}</dd>
        </dl>
      </Modal>
    </ShortcutContext>
  );
}

function useRegistry(): Registry {
  const registry = useContext(ShortcutContext);
  if (!registry) throw new Error('shortcuts are used outside their provider');
  return registry;
}

/** Keys of the page that is open. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const registry = useRegistry();
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => registry.add(() => latest.current), [registry]);
}

export function useShowShortcuts(): () => void {
  return useRegistry().show;
}
