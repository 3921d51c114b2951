import { type ReactNode, useState } from 'react';

interface DropAreaProps {
  /** Beside a list, once there is something in it. */
  isSmall: boolean;
  onDrop(dropped: DataTransfer): void;
  children: ReactNode;
}

/** Where files can be dropped; buttons inside do the same for the keyboard. */
export function DropArea({ isSmall, onDrop, children }: DropAreaProps) {
  const [isOver, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the buttons inside do the same for the keyboard
    <div
      className={`drop${isSmall ? ' drop-small' : ''}`}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop(event.dataTransfer);
      }}
    >
      {children}
    </div>
  );
}
