import { Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { t } from '../i18n.js';

/** A button that copies a text and says that it did. */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const clipboard = useClipboard({ timeout: 1600 });
  const label = clipboard.copied ? t('act.copied') : t('act.copy', { name });
  return (
    <Tooltip label={label}>
      <button type="button" className="copy" aria-label={label} onClick={() => clipboard.copy(text)}>
        {clipboard.copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      </button>
    </Tooltip>
  );
}

/** An identifier in a monospace face, selectable, with its copy button. */
export function Identifier({ value, name }: { value: string | null | undefined; name: string }) {
  if (!value) return <span className="soft">–</span>;
  return (
    <span className="identifier">
      <code>{value}</code>
      <CopyButton text={value} name={name} />
    </span>
  );
}
