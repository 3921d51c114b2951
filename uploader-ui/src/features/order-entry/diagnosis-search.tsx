import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowLeft, IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Icd10cmCode } from '#core/contract/diagnoses.js';
import type { OrderDiagnosis } from '#core/contract/orders.js';
import { useDiagnosisCode, useDiagnosisSearch } from '../../api/diagnoses.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';

const BACK = 'back';

function CodeOption({ code, chosen }: { code: Icd10cmCode; chosen: boolean }) {
  return (
    <Combobox.Option value={code.code} disabled={chosen} className="code-option" data-header={!code.billable}>
      <span className="mono">{code.code}</span>
      <span className="code-title">
        {code.title}
        {!code.billable && <span className="small soft code-more">{t('diagnosis.header')}</span>}
        {chosen && <span className="small soft code-more">{t('diagnosis.chosen-already')}</span>}
      </span>
      {!code.billable && <IconChevronRight size={16} aria-hidden />}
    </Combobox.Option>
  );
}

/** Finds diagnoses by ICD-10-CM code or by words; headers open to what lies below them. */
export function DiagnosisSearch({ chosen, onChoose }: { chosen: readonly OrderDiagnosis[]; onChoose(diagnosis: OrderDiagnosis): void }) {
  const [search, setSearch] = useState('');
  const [opened, setOpened] = useState<string | null>(null);
  const [settled] = useDebouncedValue(search.trim(), 150);
  const found = useDiagnosisSearch(settled);
  const header = useDiagnosisCode(opened);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const isShort = settled.length < 2;
  const codes = opened ? (header.data?.below ?? []) : isShort ? [] : (found.data?.codes ?? []);
  const listed = codes.map(({ code }) => code).join();
  // The first of what was just found is a key away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list decides, not the store
  useEffect(() => {
    // Below a header the way back stands first.
    if (listed && opened) combobox.selectOption(1);
    else if (listed) combobox.selectFirstOption();
    else combobox.resetSelectedOption();
  }, [listed]);
  const submit = (value: string): void => {
    if (value === BACK) {
      setOpened(header.data?.above.at(-1)?.code ?? null);
      return;
    }
    const code = codes.find((one) => one.code === value);
    if (!code) return;
    if (!code.billable) {
      setOpened(code.code);
      return;
    }
    onChoose({ code: code.code, codeYear: code.year, title: code.title });
    setSearch('');
    setOpened(null);
    combobox.closeDropdown();
  };
  const error = opened ? header.error : isShort ? null : found.error;
  const isFound = !opened && !isShort && found.isSuccess && !found.isPlaceholderData;
  return (
    <Combobox store={combobox} onOptionSubmit={submit} withinPortal={false} position="bottom" middlewares={{ flip: false }}>
      <Combobox.Target withExpandedAttribute>
        <TextInput
          id="field-diagnoses"
          role="combobox"
          aria-autocomplete="list"
          label={t('diagnosis.search')}
          description={t('diagnosis.search-hint')}
          placeholder={t('diagnosis.search-example')}
          leftSection={<IconSearch size={16} aria-hidden />}
          autoComplete="off"
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setOpened(null);
            combobox.openDropdown();
          }}
          onFocus={() => search && combobox.openDropdown()}
          onClick={() => search && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            if (opened && event.key === 'ArrowLeft') submit(BACK);
          }}
        />
      </Combobox.Target>
      <span className="visually-hidden" role="status">
        {isFound && t('diagnosis.found', { count: codes.length })}
        {opened && header.data && t('diagnosis.below', { code: opened, count: codes.length })}
      </span>
      <Combobox.Dropdown hidden={isShort && !opened}>
        {!opened && found.data?.readAs && isFound && (
          <Combobox.Header>{t('diagnosis.read-as', { words: found.data.readAs })}</Combobox.Header>
        )}
        {opened && header.data && (
          <Combobox.Header>
            <span className="mono">{opened}</span> {header.data.title}
          </Combobox.Header>
        )}
        {error && <ProblemNote error={error} />}
        <Combobox.Options aria-label={t('diagnosis.results')} className="code-options">
          {opened && (
            <Combobox.Option value={BACK} className="code-option">
              <IconArrowLeft size={16} aria-hidden />
              <span className="code-title">{t('diagnosis.back')}</span>
            </Combobox.Option>
          )}
          {codes.map((code) => (
            <CodeOption key={code.code} code={code} chosen={chosen.some((one) => one.code === code.code)} />
          ))}
          {isFound && codes.length === 0 && <Combobox.Empty>{t('diagnosis.none')}</Combobox.Empty>}
          {!error && codes.length === 0 && !isFound && <Combobox.Empty>{t('loading')}…</Combobox.Empty>}
        </Combobox.Options>
        {isFound && found.data.hasMore && <Combobox.Footer>{t('diagnosis.more')}</Combobox.Footer>}
      </Combobox.Dropdown>
    </Combobox>
  );
}
