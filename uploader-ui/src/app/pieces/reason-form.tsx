import { Button, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { t } from '../i18n.js';

export interface ReasonFormProps {
  label: string;
  hint?: string;
  act: string;
  /** How many letters it takes at least and at most. */
  least?: number;
  most?: number;
  /** What is said where they are missing. */
  missing?: string;
  /** False while something else has to be chosen first. */
  isReady?: boolean;
  isDangerous?: boolean;
  isPending: boolean;
  problem: ReactNode;
  /** The way back out of a dialog; the words have the focus there from the first. */
  back?: { words: string; act(): void };
  children?: ReactNode;
  onReason(reason: string): void;
}

/** Asks for words before something is done, below what they are about; what was typed stays until it is done. */
export function ReasonForm({ least = 3, most = 500, isReady = true, ...props }: ReasonFormProps) {
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const isShort = reason.trim().length < least;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (isShort) field.current?.focus();
    else props.onReason(reason.trim());
  };
  return (
    <form onSubmit={submit} className="stack" noValidate>
      {props.children}
      <Textarea
        ref={field}
        label={props.label}
        description={props.hint}
        required
        autosize
        minRows={2}
        maxLength={most}
        value={reason}
        error={isTried && isShort && (props.missing ?? t('reason.missing'))}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus={props.back && true}
      />
      {props.problem}
      <div className="line acts-end">
        {props.back && (
          <Button variant="default" onClick={props.back.act}>
            {props.back.words}
          </Button>
        )}
        <Button
          type="submit"
          variant={props.back ? 'filled' : 'default'}
          className={props.isDangerous ? 'danger' : undefined}
          disabled={!isReady}
          loading={props.isPending}
        >
          {props.act}
        </Button>
      </div>
    </form>
  );
}
