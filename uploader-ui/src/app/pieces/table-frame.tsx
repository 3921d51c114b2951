import type { ReactNode } from 'react';

/** Holds a table that may be wider than the page: it scrolls by itself, with the arrow keys too. */
export function TableFrame({
  name,
  id,
  busy,
  plain,
  dense,
  children,
}: {
  name: string;
  id?: string;
  busy?: boolean;
  plain?: boolean;
  /** For many columns: less room between them. */
  dense?: boolean;
  children: ReactNode;
}) {
  const look = [plain ? 'table-scroll' : 'table-frame', dense && 'table-dense'].filter(Boolean).join(' ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls, a section would be one landmark more
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse (WCAG 2.1.1)
    <div role="group" className={look} id={id} aria-label={name} aria-busy={busy} tabIndex={0}>
      {children}
    </div>
  );
}
