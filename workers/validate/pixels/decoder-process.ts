// The program of a decoder process: decodes one frame at a time and draws its picture. It knows no database, store or network, and ends
// with the worker that started it.
import sharp from 'sharp';
import { initializeCodecs } from './decode-frame.js';
import type { DecodeAnswer, FromDecoder, ToDecoder } from './decoder-protocol.js';
import { decodeAndDraw, shrinkImage } from './draw-picture.js';

const send = (message: FromDecoder) => {
  // A worker that is gone needs no answer.
  process.send?.(message, () => undefined);
};

async function answer(message: ToDecoder): Promise<DecodeAnswer> {
  try {
    if (message.decode) return await decodeAndDraw(message.decode);
    if (message.shrink) return { outcome: 'decoded', sizeDiffers: false, picture: await shrinkImage(message.shrink.image) };
    return { outcome: 'unsupported' };
  } catch {
    // What a codec throws is text of its own or an emscripten pointer; that it could not decode is all that is of use.
    return { outcome: 'undecodable' };
  }
}

sharp.cache(false);
sharp.concurrency(1);
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToDecoder) => {
  void answer(message).then((found) => send({ id: message.id, answer: found }));
});
await initializeCodecs();
send({ ready: true });
