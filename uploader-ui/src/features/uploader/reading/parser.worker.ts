import { drawPicture } from './draw-picture.js';
import type { HeaderResult } from './image-header.js';
import { type ReadableFile, readHeader } from './read-header.js';

export type ParserTask = { id: number; act: 'headers'; files: ReadableFile[] } | { id: number; act: 'picture'; file: ReadableFile };
export type ParserAnswer = { id: number; headers?: HeaderResult[]; sizes?: number[]; picture?: Blob | null };

async function answer(task: ParserTask): Promise<ParserAnswer> {
  if (task.act === 'headers') {
    // All of a task at once: the wait for the disk is longer than the work.
    const files = task.files.map((file) => ({ ...file, size: file.size || file.blob.size }));
    return { id: task.id, headers: await Promise.all(files.map(readHeader)), sizes: files.map((file) => file.size) };
  }
  // A picture is a help, not a promise: a file that can't be drawn is shown by its modality.
  const picture = await drawPicture({ ...task.file, size: task.file.size || task.file.blob.size }).catch(() => null);
  return { id: task.id, picture };
}

addEventListener('message', (event: MessageEvent<ParserTask>) => {
  void answer(event.data).then((result) => postMessage(result));
});
