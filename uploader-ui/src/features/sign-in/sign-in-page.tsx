import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { type FormEvent, useEffect, useState } from 'react';
import { ApiError } from '../../api/problems.js';
import { useSignIn } from '../../api/session.js';
import { t } from '../../app/i18n.js';
import { ColorSchemeButton } from '../../app/layout.js';
import { LanguageChoice } from '../../app/pieces/language-choice.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';

export function SignInPage() {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useSignIn();
  const title = t('app.name');
  useEffect(() => {
    document.title = title;
  }, [title]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate({ username: username.trim(), password });
  };
  const isWrong = signIn.error instanceof ApiError && signIn.error.status === 401;
  return (
    <main className="sign-in">
      <div className="sign-in-words">
        <div className="line">
          <img src="/mark.svg" alt="" width={28} height={28} />
          <strong>{t('app.name')}</strong>
        </div>
        <h1>{t('sign-in.promise')}</h1>
        <ul className="sign-in-way">
          {(['sent', 'checked', 'confirmed'] as const).map((step, index) => (
            <li key={step}>
              {index > 0 && <IconArrowRight size={16} aria-hidden />}
              {t(`sign-in.way-${step}`)}
            </li>
          ))}
        </ul>
      </div>
      <div className="sign-in-form">
        <form onSubmit={submit} className="stack">
          <div className="spread">
            <h2 style={{ fontSize: 22, lineHeight: '32px' }}>{t('sign-in.title')}</h2>
            <div className="line">
              <LanguageChoice />
              <ColorSchemeButton />
            </div>
          </div>
          <TextInput
            label={t('sign-in.username')}
            name="username"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('sign-in.password')}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('sign-in.show-password'), tabIndex: 0, 'aria-hidden': false }}
          />
          {isWrong && (
            <Note tone="bad" alert>
              {t('sign-in.wrong')}
            </Note>
          )}
          {signIn.error && !isWrong && <ProblemNote error={signIn.error} />}
          <Button type="submit" fullWidth loading={signIn.isPending}>
            {t('sign-in.act')}
          </Button>
        </form>
      </div>
    </main>
  );
}
