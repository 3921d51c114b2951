import { Button } from '@mantine/core';
import { IconFiles, IconFolder } from '@tabler/icons-react';
import { useRef } from 'react';
import { t } from '../../app/i18n.js';
import { DropArea } from '../../app/pieces/drop-area.js';
import { collectChosen, takeDropped } from './reading/collect-files.js';
import type { Selection } from './selection.js';

/** The three ways to choose: files, a folder, or dropping either; a CD's root and ZIPs are folders like others. */
export function DropZone({ selection, small }: { selection: Selection; small: boolean }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement): void => {
    const chosen = input.files;
    if (!chosen) return;
    void selection
      .add((deliver) => collectChosen(chosen, deliver))
      .finally(() => {
        // So that the same folder can be chosen again; not before, since this empties the list.
        input.value = '';
      });
  };
  return (
    <DropArea isSmall={small} onDrop={(dropped) => void selection.add(takeDropped(dropped))}>
      {!small && (
        <>
          <h3>{t('uploader.drop')}</h3>
          <p className="soft">{t('uploader.drop-words')}</p>
        </>
      )}
      {small && <span className="soft">{t('uploader.drop-more')}</span>}
      <div className="line" style={{ justifyContent: 'center' }}>
        <Button
          variant={small ? 'default' : 'filled'}
          leftSection={<IconFolder size={16} aria-hidden />}
          onClick={() => folder.current?.click()}
        >
          {t('uploader.browse-folder')}
        </Button>
        <Button variant="default" leftSection={<IconFiles size={16} aria-hidden />} onClick={() => files.current?.click()}>
          {t('uploader.browse-files')}
        </Button>
      </div>
      <input
        ref={folder}
        type="file"
        hidden
        data-testid="choose-folder"
        aria-label={t('uploader.browse-folder')}
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={files}
        type="file"
        hidden
        multiple
        data-testid="choose-files"
        aria-label={t('uploader.browse-files')}
        onChange={(event) => take(event.currentTarget)}
      />
    </DropArea>
  );
}
