import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLeavingOut } from '../../api/orders.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';

interface LeaveOutProps {
  orderID: string;
  /** The uploads whose rest is not coming, the newest first. */
  uploadIDs: readonly string[];
  count: number;
  onDone?(): void;
}

/** Says that what was announced and has not arrived is not coming; asks once, with room for a reason. */
export function LeaveOut({ orderID, uploadIDs, count, onDone }: LeaveOutProps) {
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const leaving = useLeavingOut(orderID);
  const close = (): void => setAsking(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const done = (): void => {
      close();
      onDone?.();
    };
    leaving.mutate({ uploadIDs, reason: reason.trim() || undefined }, { onSuccess: done });
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('resume.leave')}
      </Button>
      <Modal opened={isAsking} onClose={close} title={t('resume.leave')}>
        <form className="stack" onSubmit={submit}>
          <p>{t('resume.leave-ask', { count })}</p>
          <TextInput
            label={t('resume.leave-reason')}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {leaving.error && <ProblemNote error={leaving.error} />}
          <div className="line acts-end">
            <Button variant="default" data-autofocus onClick={close}>
              {t('resume.leave-no')}
            </Button>
            <Button type="submit" className="danger" loading={leaving.isPending}>
              {t('resume.leave-yes')}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
