import { Readable } from 'node:stream';
import type { DicomJson, StoredPixelData } from '#core/database/tables.js';
import { transferSyntaxOf } from '#core/dicom/transfer-syntax.js';
import type { ByteRange, ObjectStore } from '#core/object-store/object-store.js';
import { nativeByteCount, pixelDescription } from '../pixel-data-rules.js';
import type { DecodeRequest } from './decoder-protocol.js';
import { beginsAsDeclared, type Fragment, type FragmentIndex, fragmentsByFrame, readFragmentIndex } from './fragment-index.js';

/** The columns of an instance's row that finding a frame needs. */
export interface InstanceWithPixels {
  transfer_syntax_uid: string;
  byte_count: number;
  data_set_offset: number;
  object_key: string;
  attributes: DicomJson;
  pixel_data: StoredPixelData;
}

/** One frame as a decoder takes it. */
export interface FrameToDecode {
  request: DecodeRequest;
  beginsAsDeclared: boolean;
}

const maxHeaderBytes = 67_108_864;
const maxFrameBytes = 268_435_456;
const longestElementHeader = 8;

/** Hands out the frames of one instance, reading no more of its file than their bytes and what stands before the pixel data. */
export class FrameSource {
  readonly frameCount: number;
  readonly #objects: ObjectStore;
  readonly #instance: InstanceWithPixels;
  #header: Promise<Buffer> | null = null;
  #frames: Promise<Fragment[][] | null> | null = null;

  constructor(objects: ObjectStore, instance: InstanceWithPixels) {
    this.#objects = objects;
    this.#instance = instance;
    this.frameCount = pixelDescription(instance.attributes)?.frameCount ?? 1;
  }

  /** Null where the frame can't be told apart, or is too large to be decoded here. */
  async frame(index: number, wantsPicture: boolean): Promise<FrameToDecode | null> {
    const { transfer_syntax_uid: transferSyntaxUID, pixel_data: place, data_set_offset, byte_count } = this.#instance;
    const common = { transferSyntaxUID, frameIndex: index, wantsPicture };
    if (transferSyntaxOf(transferSyntaxUID).deflated) {
      if (byte_count > maxHeaderBytes || place.kind !== 'native') return null;
      const header = await this.#read({ start: data_set_offset, end: byte_count });
      const inflated = { offset: place.offset ?? 0, length: place.length ?? 0 };
      return { request: { ...common, header, inflated, isEncapsulated: false }, beginsAsDeclared: true };
    }
    if ((place.offset ?? 0) > maxHeaderBytes || place.kind === 'float') return null;
    const found = place.kind === 'encapsulated' ? await this.#compressed(index) : await this.#native(index);
    if (!found) return null;
    const request = { ...common, header: await this.#headerBytes(), ...found, isEncapsulated: place.kind === 'encapsulated' };
    const isAsDeclared = place.kind !== 'encapsulated' || beginsAsDeclared(found.frame, transferSyntaxUID);
    return { request, beginsAsDeclared: isAsDeclared };
  }

  /** All fragments behind each other, as a video's player takes them. */
  async bitStream(): Promise<Readable> {
    const start = this.#pixelDataStart();
    const { fragments } = await this.#index();
    const objects = this.#objects;
    const key = this.#instance.object_key;
    return Readable.from(
      (async function* () {
        for (const { offset, length } of fragments) yield* objects.read(key, { start: start + offset, end: start + offset + length });
      })(),
    );
  }

  async #native(index: number): Promise<{ frame: Buffer; bitOffset: number } | null> {
    const { attributes, pixel_data: place, data_set_offset } = this.#instance;
    const description = pixelDescription(attributes);
    if (!description) return null;
    const { rows, columns, samplesPerPixel, bitsAllocated } = description;
    const bits = bitsAllocated === 1 ? rows * columns * samplesPerPixel : nativeByteCount(description, 1) * 8;
    if (bits / 8 > maxFrameBytes) return null;
    const start = data_set_offset + (place.offset ?? 0);
    const first = start + Math.floor((index * bits) / 8);
    const frame = await this.#read({ start: first, end: start + Math.ceil(((index + 1) * bits) / 8) });
    return { frame, bitOffset: (index * bits) % 8 };
  }

  async #compressed(index: number): Promise<{ frame: Buffer } | null> {
    const start = this.#pixelDataStart();
    this.#frames ??= this.#index().then((index) => fragmentsByFrame(index, this.frameCount));
    const fragments = (await this.#frames)?.[index];
    if (!fragments) return null;
    const byteCount = fragments.reduce((sum, { length }) => sum + length, 0);
    if (byteCount > maxFrameBytes) return null;
    const pieces: Buffer[] = [];
    for (const { offset, length } of fragments) pieces.push(await this.#read({ start: start + offset, end: start + offset + length }));
    return { frame: Buffer.concat(pieces) };
  }

  async #index(): Promise<FragmentIndex> {
    const start = this.#pixelDataStart();
    const length = this.#instance.pixel_data.length || this.#instance.byte_count - start;
    const stream = this.#objects.read(this.#instance.object_key, { start, end: Math.min(start + length, this.#instance.byte_count) });
    try {
      return await readFragmentIndex(stream);
    } finally {
      stream.destroy();
    }
  }

  #pixelDataStart(): number {
    return this.#instance.data_set_offset + (this.#instance.pixel_data.offset ?? 0);
  }

  #headerBytes(): Promise<Buffer> {
    const { data_set_offset: start } = this.#instance;
    // A rest of the element's header is left on: the reader waits for more and never sees the pixel data.
    this.#header ??= this.#read({ start, end: Math.max(start, this.#pixelDataStart() - longestElementHeader) });
    return this.#header;
  }

  async #read(range: ByteRange): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.#objects.read(this.#instance.object_key, range) as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}
