import type { Readable } from 'node:stream';

export interface Fragment {
  /** Of its first byte, counted as the stream that was read. */
  offset: number;
  length: number;
  /** Its first four bytes. */
  start: Buffer;
}

export interface FragmentIndex {
  /** Where each frame's first item begins, counted from the first item after the table; empty where the writer gave none. */
  basicOffsetTable: number[];
  fragments: Fragment[];
}

const itemHeaderBytes = 8;
const itemTag = 0xe000fffe;
const maxFragments = 1_000_000;
const maxTableBytes = 4_000_000;

/**
 * Walks through encapsulated pixel data that a stream gives from the first byte of its value on, and notes where the fragments stand.
 * The door has checked the structure; what does not fit any more ends the walk.
 *
 * @see PS3.5 A.4
 */
export async function readFragmentIndex(stream: Readable): Promise<FragmentIndex> {
  const index: FragmentIndex = { basicOffsetTable: [], fragments: [] };
  const table: Buffer[] = [];
  let tableBytes = 0;
  let isTable = true;
  let position = 0;
  let remaining = 0;
  let rest: Buffer = Buffer.alloc(0);
  let current: Fragment | null = null;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    rest = Buffer.alloc(0);
    while (bytes.length > 0) {
      if (remaining === 0) {
        if (bytes.length < itemHeaderBytes) break;
        if (bytes.readUInt32LE(0) !== itemTag || index.fragments.length >= maxFragments) return finish(index, table);
        remaining = bytes.readUInt32LE(4);
        position += itemHeaderBytes;
        bytes = bytes.subarray(itemHeaderBytes);
        if (!isTable) {
          current = { offset: position, length: remaining, start: Buffer.alloc(0) };
          index.fragments.push(current);
        }
        if (remaining === 0) isTable = false;
        continue;
      }
      const taken = bytes.subarray(0, remaining);
      if (isTable && tableBytes < maxTableBytes) {
        table.push(Buffer.from(taken));
        tableBytes += taken.length;
      } else if (current && current.start.length < 4) {
        current.start = Buffer.concat([current.start, taken.subarray(0, 4 - current.start.length)]);
      }
      position += taken.length;
      remaining -= taken.length;
      bytes = bytes.subarray(taken.length);
      if (remaining === 0) isTable = false;
    }
    rest = Buffer.from(bytes);
  }
  return finish(index, table);
}

function finish(index: FragmentIndex, table: Buffer[]): FragmentIndex {
  const bytes = Buffer.concat(table);
  for (let at = 0; at + 4 <= bytes.length; at += 4) index.basicOffsetTable.push(bytes.readUInt32LE(at));
  return index;
}

/** Tells which fragments make up each frame; null where that can't be known for sure. */
export function fragmentsByFrame({ basicOffsetTable, fragments }: FragmentIndex, frameCount: number): Fragment[][] | null {
  if (frameCount === 1) return fragments.length > 0 ? [fragments] : null;
  if (fragments.length === frameCount) return fragments.map((fragment) => [fragment]);
  const first = fragments[0];
  if (!first || fragments.length < frameCount) return null;
  const origin = first.offset - itemHeaderBytes;
  const offsets = new Set(basicOffsetTable.map((offset) => offset + origin + itemHeaderBytes));
  const byTable = group(fragments, (fragment) => offsets.has(fragment.offset));
  if (byTable.length === frameCount) return byTable;
  const byContent = group(fragments, ({ start }) => isStartOfImage(start));
  return byContent.length === frameCount ? byContent : null;
}

function group(fragments: Fragment[], isFirst: (fragment: Fragment) => boolean): Fragment[][] {
  const groups: Fragment[][] = [];
  for (const fragment of fragments) {
    const last = groups.at(-1);
    if (!last || isFirst(fragment)) groups.push([fragment]);
    else last.push(fragment);
  }
  return groups;
}

function isStartOfImage(start: Buffer): boolean {
  const marker = start.length >= 2 ? start.readUInt16BE(0) : 0;
  return marker === 0xffd8 || marker === 0xff4f || marker === 0xff0a;
}

const beginnings: [RegExp, (start: Buffer) => boolean][] = [
  [/\.4\.(5[0-9]|6[0-6]|70|80|81)$/, (start) => start.readUInt16BE(0) === 0xffd8],
  [/\.4\.(9[0-3]|20[1-3])$/, (start) => start.readUInt16BE(0) === 0xff4f],
  [/\.4\.(110|112)$/, (start) => start.readUInt16BE(0) === 0xff0a || start.readUInt32BE(0) === 0x0000000c],
  [/^1\.2\.840\.10008\.1\.2\.5$/, (start) => start.readUInt32LE(0) >= 1 && start.readUInt32LE(0) <= 15],
];

/** Whether the first bytes of a compressed frame are such as its transfer syntax begins with; true where nothing is known of that. */
export function beginsAsDeclared(start: Buffer, transferSyntaxUID: string): boolean {
  const rule = beginnings.find(([uids]) => uids.test(transferSyntaxUID));
  return !rule || (start.length >= 4 && rule[1](start));
}
