import { Button } from '@mantine/core';
import { ApiError } from '../../api/problems.js';
import { useHospital } from '../../api/session.js';
import { t } from '../i18n.js';
import { Note } from './note.js';

interface Words {
  title: string;
  next: string;
  needsPerson: boolean;
}

function wordsOf(error: unknown): Words {
  if (error instanceof ApiError) {
    if (error.kind === 'network') return { title: t('problem.network'), next: t('problem.network-next'), needsPerson: false };
    if (error.problem) {
      const { title, detail, nextStep, status } = error.problem;
      return { title: detail ?? title, next: nextStep ?? t('problem.next'), needsPerson: status >= 500 || status === 403 };
    }
    if (error.kind === 'problem' && error.status >= 500)
      return { title: t('problem.gateway-down'), next: t('problem.network-next'), needsPerson: true };
  }
  return { title: t('problem.unexpected'), next: t('problem.next'), needsPerson: true };
}

/** What went wrong, what is safe, what to do next; the phone number where only a person can help. */
export function ProblemNote({ error, safe, onRetry }: { error: unknown; safe?: string; onRetry?: () => void }) {
  const words = wordsOf(error);
  return (
    <Note tone="bad" alert>
      <p>
        <strong>{words.title}</strong>
      </p>
      {safe && <p>{safe}</p>}
      <p>{words.next}</p>
      {words.needsPerson && <Phones />}
      {onRetry && (
        <Button variant="default" size="xs" mt={8} onClick={onRetry}>
          {t('act.try-again')}
        </Button>
      )}
    </Note>
  );
}

/** Whom to call, by region. */
export function Phones() {
  const contacts = useHospital().data?.contacts ?? [];
  if (contacts.length === 0) return null;
  return (
    <p>
      {t('problem.call')}{' '}
      {contacts.map(({ region, phone }, index) => (
        <span key={region}>
          {index > 0 && ' · '}
          {region}{' '}
          <a className="nowrap" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
            {phone}
          </a>
        </span>
      ))}
    </p>
  );
}
