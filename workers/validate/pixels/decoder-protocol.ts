/** What a decoder process is asked: the data set's elements before its pixel data, and one frame of these. */
export interface DecodeRequest {
  transferSyntaxUID: string;
  /** The bytes of the data set up to the header of its pixel data element; the whole data set where it is deflated. */
  header: Uint8Array;
  /** For deflated data sets: where the pixel data stands in the inflated one. */
  inflated?: { offset: number; length: number };
  /** One frame, native or compressed; for 1-bit pixels with `bitOffset` bits of the frame before. Absent where the header holds all. */
  frame?: Uint8Array;
  bitOffset?: number;
  frameIndex: number;
  isEncapsulated: boolean;
  wantsPicture: boolean;
}

/** An image in a usual format (a video's poster) to be made small. */
export interface ShrinkRequest {
  image: Uint8Array;
}

export type DecodeAnswer =
  /** `picture` is null where nothing was wanted or nothing can be drawn of what was decoded. */
  | { outcome: 'decoded'; sizeDiffers: boolean; picture: Uint8Array | null }
  | { outcome: 'undecodable' }
  /** No decoder for this transfer syntax here. */
  | { outcome: 'unsupported' };

export type ToDecoder = { id: number; decode?: DecodeRequest; shrink?: ShrinkRequest };
export type FromDecoder = { ready: true } | { id: number; answer: DecodeAnswer };
