import type { StoredArray } from '../export/stored-part.ts';

const KINDS = [
  [Uint8Array, '|u1'],
  [Int32Array, '<i4'],
  [Float32Array, '<f4'],
  [Float64Array, '<f8'],
] as const;

/** Strings as numpy stores them: code points of 4 bytes, as many for each as the longest has. */
function unicode(texts: readonly string[]): { descr: string; bytes: Uint8Array } {
  const points = texts.map((text) => Array.from(text, (letter) => letter.codePointAt(0) as number));
  const longest = Math.max(1, ...points.map(({ length }) => length));
  const values = new Uint32Array(texts.length * longest);
  for (const [i, text] of points.entries()) values.set(text, i * longest);
  return { descr: `<U${longest}`, bytes: new Uint8Array(values.buffer) };
}

function values(data: StoredArray['data']): { descr: string; bytes: Uint8Array } {
  for (const [Kind, descr] of KINDS) {
    if (data instanceof Kind)
      return { descr, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  }
  return unicode(data as readonly string[]);
}

/** An array in numpy's `.npy` format, version 1: its header, and the bytes of its values, which are not copied. */
export function writeNpy({ shape, data }: StoredArray): {
  readonly header: Uint8Array;
  readonly bytes: Uint8Array;
} {
  const { descr, bytes } = values(data);
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sides}), }`;
  // The values begin at a multiple of 64, so that numpy can map them into memory.
  const length = 64 * Math.ceil((text.length + 11) / 64);
  const header = new TextEncoder().encode(`\x00NUMPY\x01\x00\x00\x00${text.padEnd(length - 11)}\n`);
  header[0] = 0x93;
  new DataView(header.buffer).setUint16(8, length - 10, true);
  return { header, bytes };
}
