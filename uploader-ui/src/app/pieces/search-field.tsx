import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { firstRow } from '../row-keys.js';

interface SearchFieldProps {
  field: RefObject<HTMLInputElement | null>;
  label: string;
  /** What stands in the empty field, where it is not the label. */
  hint?: string;
  value: string;
  onChange(value: string): void;
}

/** Searches the list below it; `/` leads here, the arrow down to the first row. */
export function SearchField({ field, label, hint = label, value, onChange }: SearchFieldProps) {
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label={label}
      placeholder={hint}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={<kbd aria-hidden>/</kbd>}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        firstRow()?.focus();
      }}
      w={320}
      maw="100%"
    />
  );
}
