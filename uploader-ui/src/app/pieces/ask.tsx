import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Note } from './note.js';

interface AskProps {
  words: string;
  act: string;
  keep: string;
  isDangerous?: boolean;
  isPending?: boolean;
  problem?: ReactNode;
  onYes(): void;
  onNo(): void;
}

/** Asks once, where it is asked for. The focus begins on what loses nothing and goes back to where it came from; Escape keeps. */
export function Ask({ words, act, keep, isDangerous, isPending, problem, onYes, onNo }: AskProps) {
  const [cameFrom] = useState(() => document.activeElement as HTMLElement | null);
  const no = (): void => {
    onNo();
    requestAnimationFrame(() => cameFrom?.focus());
  };
  // A dialog around it would take Escape for itself.
  const own = { size: 'xs', variant: 'default', 'data-mantine-stop-propagation': true } as const;
  return (
    <Note tone="attention" alert>
      <p>{words}</p>
      {problem}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the key reaches the buttons inside */}
      <div className="line" style={{ marginTop: 8 }} onKeyDown={(event) => event.key === 'Escape' && no()}>
        <Button
          {...own}
          variant={isDangerous ? 'filled' : 'default'}
          className={isDangerous ? 'danger' : ''}
          loading={isPending}
          onClick={onYes}
        >
          {act}
        </Button>
        <Button {...own} autoFocus onClick={no}>
          {keep}
        </Button>
      </div>
    </Note>
  );
}
