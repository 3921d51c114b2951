import { Button } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, language } from '../i18n.js';

const names = { en: 'English', es: 'Español' } as const;

/** Changes to the other language; named in that language, so that whoever needs it can read it. */
export function LanguageChoice() {
  useTranslation();
  const other = language() === 'en' ? 'es' : 'en';
  return (
    <Button
      variant="subtle"
      color="gray"
      size="xs"
      lang={other}
      leftSection={<IconLanguage size={16} aria-hidden />}
      onClick={() => void chooseLanguage(other)}
    >
      {names[other]}
    </Button>
  );
}
