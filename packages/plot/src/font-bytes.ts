import { PlotError } from './plot-error.ts';

/** First four bytes of what may stand in a font file. */
const SINGLE = ['\u0000\u0001\u0000\u0000', 'true', 'OTTO'];
const COLLECTION = 'ttcf';
const COMPRESSED = ['wOFF', 'wOF2'];
/** Bytes before the tables of a font, and of each entry in its directory. */
const [HEADER, ENTRY] = [12, 16];

/** What kind of font file the bytes are. `index` says which in errors. */
export function fontKind(bytes: Uint8Array, index: number): 'single' | 'collection' | 'compressed' {
  const signature = String.fromCharCode(...bytes.subarray(0, 4));
  if (SINGLE.includes(signature)) return 'single';
  if (signature === COLLECTION) return 'collection';
  if (COMPRESSED.includes(signature)) return 'compressed';
  throw new PlotError(
    `toPng: font ${index} is no font file (${bytes.length} bytes); give the bytes of a .ttf, .otf or .ttc file.`,
  );
}

/**
 * The first font of a collection as a file of its own: browsers take no collections, and most fonts with Chinese characters come as one.
 * The format is that of OpenType's "Organization of an OpenType font".
 */
export function firstOfCollection(bytes: Uint8Array, index: number): Uint8Array {
  try {
    return extracted(bytes);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new PlotError(`toPng: font ${index} is a collection that ends early; give the whole file.`, {
      cause,
    });
  }
}

function extracted(bytes: Uint8Array): Uint8Array {
  const read = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = read.getUint32(HEADER);
  const count = read.getUint16(start + 4);
  const tables = Array.from({ length: count }, (_, table) => {
    const entry = start + HEADER + table * ENTRY;
    return { entry, offset: read.getUint32(entry + 8), length: read.getUint32(entry + 12) };
  });
  const padded = (length: number) => Math.ceil(length / 4) * 4;
  const first = HEADER + count * ENTRY;
  const font = new Uint8Array(tables.reduce((sum, { length }) => sum + padded(length), first));
  const write = new DataView(font.buffer);
  font.set(bytes.subarray(start, start + first));
  let at = first;
  for (const [table, { offset, length }] of tables.entries()) {
    if (offset + length > bytes.length) throw new RangeError(`table ${table} lies behind the end`);
    font.set(bytes.subarray(offset, offset + length), at);
    write.setUint32(HEADER + table * ENTRY + 8, at);
    at += padded(length);
  }
  return font;
}
