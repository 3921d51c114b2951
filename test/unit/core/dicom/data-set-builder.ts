import { Buffer } from 'node:buffer';
import { deflateRawSync } from 'node:zlib';

export interface Encoding {
  implicit: boolean;
  bigEndian: boolean;
}

export const explicitLE: Encoding = { implicit: false, bigEndian: false };
export const implicitLE: Encoding = { implicit: true, bigEndian: false };
export const explicitBE: Encoding = { implicit: false, bigEndian: true };

const UNDEFINED = 0xffffffff;
const longVRs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UR', 'UT', 'UN', 'UV']);

export interface Node {
  tag: number;
  vr: string;
  value?: string | Buffer | number[];
  items?: Node[][];
  /** Sequence and items of undefined length. */
  undefinedLength?: boolean;
  /** Written instead of the true length. */
  claimedLength?: number;
}

export function uint16(value: number, bigEndian = false): Buffer {
  const bytes = Buffer.alloc(2);
  if (bigEndian) bytes.writeUInt16BE(value);
  else bytes.writeUInt16LE(value);
  return bytes;
}

export function uint32(value: number, bigEndian = false): Buffer {
  const bytes = Buffer.alloc(4);
  if (bigEndian) bytes.writeUInt32BE(value);
  else bytes.writeUInt32LE(value);
  return bytes;
}

export function tagBytes(tag: number, bigEndian = false): Buffer {
  return Buffer.concat([uint16(tag >>> 16, bigEndian), uint16(tag & 0xffff, bigEndian)]);
}

export function header(tag: number, vr: string, length: number, { implicit, bigEndian }: Encoding = explicitLE): Buffer {
  const start = tagBytes(tag, bigEndian);
  if (implicit) return Buffer.concat([start, uint32(length, bigEndian)]);
  const letters = Buffer.from(vr, 'latin1');
  if (longVRs.has(vr)) return Buffer.concat([start, letters, Buffer.alloc(2), uint32(length, bigEndian)]);
  return Buffer.concat([start, letters, uint16(length, bigEndian)]);
}

function valueBytes({ vr, value }: Node, bigEndian: boolean): Buffer {
  if (value === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'latin1');
    return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
  }
  return Buffer.concat(value.map((number) => (vr === 'US' || vr === 'OW' ? uint16(number, bigEndian) : uint32(number, bigEndian))));
}

export function item(content: Buffer, undefinedLength = false, bigEndian = false): Buffer {
  const start = tagBytes(0xfffee000, bigEndian);
  if (!undefinedLength) return Buffer.concat([start, uint32(content.length, bigEndian), content]);
  return Buffer.concat([start, uint32(UNDEFINED, bigEndian), content, tagBytes(0xfffee00d, bigEndian), uint32(0)]);
}

/** Encodes elements as they are told, right or wrong. */
export function encode(nodes: Node[], encoding: Encoding = explicitLE): Buffer {
  return Buffer.concat(nodes.map((node) => encodeNode(node, encoding)));
}

function encodeNode(node: Node, encoding: Encoding): Buffer {
  const { bigEndian } = encoding;
  if (!node.items) {
    const bytes = valueBytes(node, bigEndian);
    return Buffer.concat([header(node.tag, node.vr, node.claimedLength ?? bytes.length, encoding), bytes]);
  }
  const inside = node.vr === 'UN' ? implicitLE : encoding;
  const content = Buffer.concat(node.items.map((nodes) => item(encode(nodes, inside), node.undefinedLength, inside.bigEndian)));
  if (!node.undefinedLength) return Buffer.concat([header(node.tag, node.vr, node.claimedLength ?? content.length, encoding), content]);
  const end = Buffer.concat([tagBytes(0xfffee0dd, inside.bigEndian), uint32(0)]);
  return Buffer.concat([header(node.tag, node.vr, UNDEFINED, encoding), content, end]);
}

export function deflate(bytes: Buffer): Buffer {
  return deflateRawSync(bytes);
}

export const identity = (): Node[] => [
  { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.2' },
  { tag: 0x00080018, vr: 'UI', value: '1.2.3.4.5' },
];

export const patientAndStudy = (): Node[] => [
  { tag: 0x00100010, vr: 'PN', value: 'Test^Case' },
  { tag: 0x00100020, vr: 'LO', value: 'TEST-1' },
  { tag: 0x0020000d, vr: 'UI', value: '1.2.3.4' },
  { tag: 0x0020000e, vr: 'UI', value: '1.2.3.4.1' },
];

export const pixels = (): Node[] => [
  { tag: 0x00280010, vr: 'US', value: [2] },
  { tag: 0x00280011, vr: 'US', value: [3] },
  { tag: 0x00280100, vr: 'US', value: [16] },
  { tag: 0x7fe00010, vr: 'OW', value: [1, 2, 3, 4, 0x1234, 0xfedc] },
];

export const smallCT = (): Node[] => [...identity(), ...patientAndStudy(), ...pixels()];

/** Pixel data in fragments, the first one being the basic offset table. */
export function encapsulated(fragments: Buffer[]): Buffer {
  return Buffer.concat([header(0x7fe00010, 'OB', UNDEFINED), ...fragments.map((bytes) => item(bytes)), tagBytes(0xfffee0dd), uint32(0)]);
}

export async function* inPieces(bytes: Buffer, length = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
