import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { maxOtherNames } from '#core/contract/patients.js';
import { t } from '../../app/i18n.js';

export interface OtherNamesProps {
  otherNames: readonly string[];
  faultOf(name: string): string | undefined;
  onOtherNames(names: readonly string[]): void;
}

/** Further names under which images may come, a row for each; the focus goes to what a press made, or stands beside what it took away. */
export function OtherNames({ otherNames, faultOf, onOtherNames }: OtherNamesProps) {
  const frame = useRef<HTMLFieldSetElement>(null);
  const focusOn = (row: number): void => {
    requestAnimationFrame(() => {
      const rows = frame.current?.querySelectorAll<HTMLElement>('input');
      const next = rows?.[Math.min(row, rows.length - 1)] ?? frame.current?.querySelector<HTMLElement>('button');
      next?.focus();
    });
  };
  const add = (): void => {
    onOtherNames([...otherNames, '']);
    focusOn(otherNames.length);
  };
  const remove = (row: number): void => {
    onOtherNames(otherNames.filter((_name, index) => index !== row));
    focusOn(row);
  };
  return (
    <fieldset className="bare stack-tight" ref={frame}>
      <legend className="field-label">{t('patients.other-names')}</legend>
      <p className="small soft" id="other-names-hint">
        {t('patients.other-names-hint')}
      </p>
      {faultOf('otherNames') && <p className="status status-bad">{faultOf('otherNames')}</p>}
      {otherNames.map((name, row) => (
        // Rows have nothing that tells them apart but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={row} className="field-row">
          <TextInput
            name={`otherNames.${row}`}
            aria-label={t('patients.other-name', { number: row + 1 })}
            aria-describedby="other-names-hint"
            placeholder={t('patients.other-name-example')}
            value={name}
            error={faultOf(`otherNames.${row}`)}
            maxLength={128}
            autoComplete="off"
            onChange={(event) => onOtherNames(otherNames.map((one, index) => (index === row ? event.currentTarget.value : one)))}
          />
          <button
            type="button"
            className="copy"
            aria-label={t('patients.other-name-remove', { number: row + 1 })}
            onClick={() => remove(row)}
          >
            <IconX size={18} aria-hidden />
          </button>
        </div>
      ))}
      {otherNames.length < maxOtherNames ? (
        <div>
          <Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
            {t('patients.other-name-add')}
          </Button>
        </div>
      ) : (
        <p className="small soft">{t('patients.other-names-most')}</p>
      )}
    </fieldset>
  );
}
