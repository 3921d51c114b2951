import { Button } from '@mantine/core';
import { createContext, useContext } from 'react';
import type { ProblemDetails } from '#core/contract/session.js';
import { ApiError } from '../../api/problems.js';
import { useHospital } from '../../api/session.js';
import { language, t, tOr } from '../i18n.js';
import { saidOrNull } from '../said.js';
import { Note } from './note.js';

interface Words {
  title: string;
  /** What the gateway says in particular where there are no words for it in the language of the page. */
  said?: string;
  next: string;
  needsPerson: boolean;
}

/** A problem of the gateway in the language of the page; the gateway's own words where the page has none. */
export function problemWords({ code, title, detail, nextStep }: ProblemDetails): Pick<Words, 'title' | 'said' | 'next'> {
  const next = tOr(`code.${code}-next`, nextStep ?? t('problem.next'));
  if (language() === 'en') return { title: detail ?? title, next };
  const inParticular = detail && saidOrNull(detail);
  if (inParticular) return { title: inParticular, next };
  return { title: tOr(`code.${code}`, title), said: detail, next };
}

function wordsOf(error: unknown): Words {
  if (error instanceof ApiError) {
    if (error.kind === 'network') return { title: t('problem.network'), next: t('problem.network-next'), needsPerson: false };
    if (error.problem) {
      const { status } = error.problem;
      return { ...problemWords(error.problem), needsPerson: status >= 500 || status === 403 };
    }
    if (error.kind === 'problem' && error.status >= 500)
      return { title: t('problem.gateway-down'), next: t('problem.network-next'), needsPerson: true };
  }
  return { title: t('problem.unexpected'), next: t('problem.next'), needsPerson: true };
}

/** The region of the order that a page is about, for every note below it. */
export const RegionContext = createContext<string | null>(null);

interface ProblemNoteProps {
  error: unknown;
  safe?: string;
  onRetry?: () => void;
  /** The order's region, where the page knows it. */
  region?: string;
}

/**
 * What went wrong, what is safe, what to do next. The phone number of the order's region stands in every note; of all regions where the region
 * is not known and only a person can help.
 */
export function ProblemNote({ error, safe, onRetry, region }: ProblemNoteProps) {
  const words = wordsOf(error);
  const near = useContext(RegionContext);
  const known = region ?? near;
  return (
    <Note tone="bad" alert>
      <p>
        <strong>{words.title}</strong>
      </p>
      {words.said && <p lang="en">{words.said}</p>}
      {safe && <p>{safe}</p>}
      <p>{words.next}</p>
      {(words.needsPerson || known) && <Phones region={known} />}
      {onRetry && (
        <Button variant="default" size="xs" mt={8} onClick={onRetry}>
          {t('act.try-again')}
        </Button>
      )}
    </Note>
  );
}

/** Whom to call: in the region that is named, else in each. */
export function Phones({ region }: { region?: string | null }) {
  const all = useHospital().data?.contacts ?? [];
  const own = all.filter((contact) => contact.region === region);
  const contacts = own.length > 0 ? own : all;
  if (contacts.length === 0) return null;
  return (
    <p>
      {t('problem.call')}{' '}
      {contacts.map(({ region: name, phone }, index) => (
        <span key={name}>
          {index > 0 && ' · '}
          {name}{' '}
          <a className="nowrap" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
            {phone}
          </a>
        </span>
      ))}
    </p>
  );
}
