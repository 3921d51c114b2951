import { Button, Modal, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';

interface ReasonDialogProps {
  title: string;
  /** What it means, and what is lost. */
  words: string;
  label: string;
  hint?: string;
  keep: string;
  act: string;
  isPending: boolean;
  problem: ReactNode;
  opened: boolean;
  onClose(): void;
  onReason(reason: string): void;
}

/** Asks once, with a reason, before something is withdrawn; what was typed stays until it is done. */
export function ReasonDialog({ title, words, label, hint, keep, act, isPending, problem, opened, onClose, onReason }: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason.trim().length >= 3) onReason(reason.trim());
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <form onSubmit={submit} className="stack">
        <p>{words}</p>
        <Textarea
          label={label}
          description={hint}
          required
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        {problem}
        <div className="line" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {keep}
          </Button>
          <Button type="submit" className="danger" disabled={reason.trim().length < 3} loading={isPending}>
            {act}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
