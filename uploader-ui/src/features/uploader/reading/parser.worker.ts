import { drawPicture } from './draw-picture.js';
import type { HeaderResult } from './image-header.js';
import { type ReadableFile, readHeader } from './read-header.js';

export type ParserTask = { id: number; act: 'headers'; files: ReadableFile[] } | { id: number; act: 'picture'; file: ReadableFile };
export type ParserAnswer = { id: number; headers?: HeaderResult[]; picture?: Blob | null };

async function answer(task: ParserTask): Promise<ParserAnswer> {
  if (task.act === 'headers') {
    const headers: HeaderResult[] = [];
    for (const file of task.files) headers.push(await readHeader(file));
    return { id: task.id, headers };
  }
  // A picture is a help, not a promise: a file that can't be drawn is shown by its modality.
  const picture = await drawPicture(task.file).catch(() => null);
  return { id: task.id, picture };
}

addEventListener('message', (event: MessageEvent<ParserTask>) => {
  void answer(event.data).then((result) => postMessage(result));
});
