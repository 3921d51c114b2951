import { Button } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { type RefObject, useEffect, useRef } from 'react';
import { attachmentLimits } from '#core/contract/attachments.js';
import { t } from '../../app/i18n.js';
import { DropArea } from '../../app/pieces/drop-area.js';
import { formatFileSize } from './file-size.js';

const KINDS = '.pdf,.jpg,.jpeg,.png,.mp4,.mpg,.mpeg,.wmv,application/pdf,image/jpeg,image/png,video/mp4,video/mpeg,video/x-ms-wmv';

/** A picture from the clipboard has a name that says nothing and is the same each time. */
function named(file: File): File {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const moment = new Date();
  const clock = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map((part) => String(part).padStart(2, '0')).join('.');
  return new File([file], t('attach.pasted-name', { clock, ending: file.name.split('.').at(-1) ?? 'png' }), { type: file.type });
}

function usePastedFiles(onFiles: (files: File[]) => void): void {
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])].map(named);
      if (files.length === 0 || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      latest.current(files);
    };
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, []);
}

interface DropFilesProps {
  hasFiles: boolean;
  room: string | null;
  button: RefObject<HTMLButtonElement | null>;
  onFiles(files: File[]): void;
}

/** The ways to attach: the button, dropping, pasting. */
export function DropFiles({ hasFiles, room, button, onFiles }: DropFilesProps) {
  const input = useRef<HTMLInputElement>(null);
  usePastedFiles(onFiles);
  return (
    <DropArea isSmall={hasFiles} onDrop={(dropped) => onFiles([...dropped.files])}>
      {hasFiles ? (
        <span className="soft">
          {t('attach.drop-more')}
          {room && <span className="attach-room">{room}</span>}
        </span>
      ) : (
        <div>
          <h3>{t('attach.drop')}</h3>
          <p className="soft">
            {t('attach.drop-words', {
              file: formatFileSize(attachmentLimits.fileBytes),
              order: formatFileSize(attachmentLimits.orderBytes),
            })}
          </p>
        </div>
      )}
      <Button ref={button} variant="default" leftSection={<IconPaperclip size={16} aria-hidden />} onClick={() => input.current?.click()}>
        {t(hasFiles ? 'attach.add' : 'attach.attach')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={KINDS}
        data-testid="choose-attachments"
        aria-label={t('attach.attach')}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // So that the same file can be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </DropArea>
  );
}
