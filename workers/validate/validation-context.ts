import type { WorkerContext } from '../context.js';
import type { Decoder } from './pixels/decoder.js';

export interface ValidationContext extends WorkerContext {
  readonly decoder: Decoder;
}
