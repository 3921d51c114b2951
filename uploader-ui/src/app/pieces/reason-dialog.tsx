import { Modal } from '@mantine/core';
import { ReasonForm, type ReasonFormProps } from './reason-form.js';

interface ReasonDialogProps extends Omit<ReasonFormProps, 'back' | 'children' | 'isDangerous' | 'isReady'> {
  title: string;
  /** What it means, and what is lost. */
  words: string;
  keep: string;
  opened: boolean;
  onClose(): void;
}

/** Asks once, with a reason, before something is withdrawn. */
export function ReasonDialog({ title, words, keep, opened, onClose, ...form }: ReasonDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <ReasonForm {...form} isDangerous back={{ words: keep, act: onClose }}>
        <p>{words}</p>
      </ReasonForm>
    </Modal>
  );
}
