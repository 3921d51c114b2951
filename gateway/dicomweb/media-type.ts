/** A media type with its parameters; type, subtype and parameter names in lower case, values as they stand. @see RFC 9110 8.3.1 */
export interface MediaType {
  /** `type/subtype`; in an Accept header perhaps with wildcards. */
  type: string;
  parameters: ReadonlyMap<string, string>;
}

/** One range of an Accept header. */
export interface MediaRange extends MediaType {
  /** 0 (never) to 1. */
  quality: number;
}

const LONGEST_HEADER = 8192;
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const typeGrammar = new RegExp(`[ \\t]*(${token}/${token})[ \\t]*`, 'y');
const parameterGrammar = new RegExp(`;[ \\t]*(?:(${token})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s";,]*)))?[ \\t]*`, 'y');

/** Reads one media type at an offset of a text; undefined where there is none. Of a parameter given twice the first counts. */
function readMediaType(text: string, start: number): { mediaType: MediaType; end: number } | undefined {
  typeGrammar.lastIndex = start;
  const type = typeGrammar.exec(text)?.[1];
  if (type === undefined) return undefined;
  let end = typeGrammar.lastIndex;
  const parameters = new Map<string, string>();
  for (;;) {
    parameterGrammar.lastIndex = end;
    const match = parameterGrammar.exec(text);
    if (!match) break;
    end = parameterGrammar.lastIndex;
    const name = match[1]?.toLowerCase();
    if (name !== undefined && !parameters.has(name)) parameters.set(name, match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? '');
  }
  return { mediaType: { type: type.toLowerCase(), parameters }, end };
}

/** Parses a Content-Type; undefined when it is missing or not in the grammar. @see RFC 9110 8.3.1, RFC 2045 5.1 */
export function parseMediaType(header: string | undefined): MediaType | undefined {
  if (header === undefined || header.length > LONGEST_HEADER) return undefined;
  const read = readMediaType(header, 0);
  return read && read.end === header.length ? read.mediaType : undefined;
}

/**
 * Parses an Accept header: the ranges that are acceptable at all, most wanted first, those named more exactly before wildcards.
 * A missing or empty header accepts everything; what can't be read is left out.
 *
 * @see RFC 9110 12.5.1
 */
export function parseAccept(header: string | undefined): MediaRange[] {
  if (header === undefined || header.trim() === '') return [{ type: '*/*', parameters: new Map(), quality: 1 }];
  const ranges: MediaRange[] = [];
  const text = header.slice(0, LONGEST_HEADER);
  let at = 0;
  while (at < text.length) {
    const read = readMediaType(text, at);
    const isWhole = read && (read.end === text.length || text[read.end] === ',');
    if (read && isWhole) ranges.push({ ...read.mediaType, quality: qualityOf(read.mediaType) });
    const comma = text.indexOf(',', read?.end ?? at);
    at = comma < 0 ? text.length : comma + 1;
  }
  return ranges.filter((range) => range.quality > 0).sort((a, b) => b.quality - a.quality || exactness(b) - exactness(a));
}

function qualityOf(mediaType: MediaType): number {
  const quality = mediaType.parameters.get('q');
  if (quality === undefined) return 1;
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(quality) ? Number(quality) : 0;
}

function exactness(mediaType: MediaType): number {
  if (mediaType.type === '*/*') return 0;
  return mediaType.type.endsWith('/*') ? 1 : 2;
}

/** True when a range of an Accept header covers a type, parameters aside. */
export function covers(range: MediaType, type: string): boolean {
  if (range.type === '*/*' || range.type === type) return true;
  return range.type.endsWith('/*') && type.startsWith(range.type.slice(0, -1));
}
