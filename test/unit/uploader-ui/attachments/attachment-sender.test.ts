import { describe, expect, it } from '@jest/globals';
import type { Attachment } from '#core/contract/attachments.js';
import { ApiError } from '../../../../uploader-ui/src/api/problems.js';
import {
  AttachmentSender,
  type SenderParts,
  type SendingFile,
} from '../../../../uploader-ui/src/features/attachments/sending/attachment-sender.js';

const pdf = (name = 'notes.pdf'): File => new File(['%PDF-1.7 notes'], name);

function partsWith(changes: Partial<SenderParts>): SenderParts {
  return {
    whole: async () => 'id',
    resumable: async () => 'id',
    isBegun: async () => false,
    list: async () => ({ attachments: [], roomTaken: 0, room: 1000 }),
    describe: async () => undefined,
    refresh: async () => undefined,
    ...changes,
  };
}

function whenSeen(sender: AttachmentSender, isIt: (files: readonly SendingFile[]) => boolean): Promise<readonly SendingFile[]> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isIt(sender.snapshot())) return;
      end();
      resolve(sender.snapshot());
    };
    const end = sender.subscribe(look);
    look();
  });
}

describe('Attaching a file', () => {
  it('does not send it twice when the answer was lost but the file arrived', async () => {
    let [sentCount, listCount] = [0, 0];
    const file = pdf();
    const arrived = { id: 'arrived', fileName: file.name, byteCount: file.size, state: 'received' } as Attachment;
    const sender = new AttachmentSender(
      'order',
      partsWith({
        whole: async () => {
          sentCount++;
          throw new ApiError('network', 0, null);
        },
        list: async () => ({ attachments: listCount++ === 0 ? [] : [arrived], roomTaken: 0, room: 1000 }),
      }),
    );
    await sender.add([file]);
    await whenSeen(sender, (files) => files[0]?.phase === 'lost');
    await whenSeen(sender, (files) => files.length === 0);
    expect(sentCount).toBe(1);
  });

  it('keeps a refused file in sight with the words of the gateway, and does not try again by itself', async () => {
    const problem = { type: 'about:blank', title: 'No', status: 415, code: 'unsupported-media-type' };
    const sender = new AttachmentSender(
      'order',
      partsWith({
        whole: async () => {
          throw new ApiError('problem', 415, problem);
        },
      }),
    );
    await sender.add([pdf()]);
    const [file] = await whenSeen(sender, (files) => files[0]?.phase === 'failed');
    expect(file).toMatchObject({ status: 415, problem });
  });

  it('does not begin a file that is larger than the room that is left', async () => {
    const sender = new AttachmentSender('order', partsWith({ whole: () => new Promise(() => undefined) }));
    sender.noteRoom(10);
    await sender.add([pdf()]);
    expect(sender.snapshot()).toMatchObject([{ phase: 'not-sent', fault: 'no-room' }]);
  });

  it('sends two at a time and lets a cancelled one make room', async () => {
    const sender = new AttachmentSender('order', partsWith({ whole: () => new Promise(() => undefined) }));
    await sender.add([pdf('1.pdf'), pdf('2.pdf'), pdf('3.pdf')]);
    expect(sender.snapshot().map(({ phase }) => phase)).toEqual(['sending', 'sending', 'waiting']);
    sender.cancel(sender.snapshot()[2]?.key ?? '');
    expect(sender.snapshot().map(({ name }) => name)).toEqual(['1.pdf', '2.pdf']);
  });

  it('saves a description that was written while the file was on its way', async () => {
    const described: string[] = [];
    let arrive: (id: string) => void = () => undefined;
    const sender = new AttachmentSender(
      'order',
      partsWith({
        whole: () =>
          new Promise((resolve) => {
            arrive = resolve;
          }),
        describe: async (id, description) => described.push(`${id}: ${description}`),
      }),
    );
    await sender.add([pdf()]);
    await new Promise((resolve) => setImmediate(resolve));
    sender.describe(sender.snapshot()[0]?.key ?? '', 'Clinic notes');
    arrive('7');
    await whenSeen(sender, (files) => files.length === 0);
    expect(described).toEqual(['7: Clinic notes']);
  });
});
