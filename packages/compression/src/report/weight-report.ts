import { brotliBytes } from '#platform';
import type { StoredWeight } from '../encode/artifacts.ts';
import { bytesOf } from '../encode/artifacts.ts';
import { entropy, frequenciesOf } from '../encode/code-lengths.ts';
import { gzip } from '../encode/gzip.ts';
import { levelsOf } from '../encode/levels.ts';
import type { WeightCode } from '../encode/weight-code.ts';

/** What a tensor takes by each way of storing it. */
export interface Bytes {
  /** As float32, which `model.save` writes. */
  readonly raw: number;
  /** As the model came, quantized or not. */
  readonly stored: number;
  /** What was stored, after gzip and brotli; brotli in Node alone. */
  readonly gzip: number;
  readonly brotli: number | undefined;
  /** In the file of `compressed`, with code books. */
  readonly coded: number;
}

export interface WeightReport {
  readonly path: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly nonZeros: number;
  /** Different values, 0 among them. */
  readonly unique: number;
  /** Bits of an index into the list of different values. */
  readonly indexBits: number;
  /** No code of single values takes fewer bits on the average: Shannon's bound. */
  readonly entropy: number;
  readonly coding: WeightCode['coding'];
  /** Bits of a value that is not 0 (of any value where all are coded) after Huffman coding, fillers counted with them. */
  readonly weightBits: number | undefined;
  /** Bits of the gap before it: fixed, and after Huffman coding. */
  readonly gapBits: number | undefined;
  readonly codedGapBits: number | undefined;
  readonly bytes: Bytes;
  /** Why its code is its bytes as they are; undefined where it has one. */
  readonly skipped: string | undefined;
}

function whyRaw({ dtype, size, unique }: { dtype: string; size: number; unique: number }): string {
  if (dtype !== 'float32') return `of type ${dtype}`;
  if (2 * unique > size) return `${unique} different values in ${size} places: no list of them pays`;
  return 'too small for a list of its values to pay';
}

const ceilLog2 = (count: number): number => (count < 2 ? 0 : Math.ceil(Math.log2(count)));

/** @param stored the bytes of the weight in the file it came from */
export async function weightReport(
  weight: StoredWeight,
  stored: Uint8Array,
  code: WeightCode,
): Promise<WeightReport> {
  const { path, shape, dtype, values } = weight;
  const size = values.length;
  const floats = values instanceof Float32Array ? values : Float32Array.from(values);
  const { levels, indices } = levelsOf(floats);
  const nonZeros = Array.from(floats).reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
  const [listed = 0, , , coded = 0, , gapCodes = 0] = code.bytes;
  const literal = code.coding === 'literal';
  const codes = literal ? listed : coded;
  const living = Math.max(1, code.coding === 'dense' ? size : nonZeros);
  const known = code.coding !== 'raw';
  const sparse = literal || code.coding === 'sparse';
  return {
    path,
    shape,
    size,
    nonZeros,
    unique: levels.length,
    indexBits: ceilLog2(levels.length),
    entropy: entropy(frequenciesOf(indices, levels.length)),
    coding: code.coding,
    weightBits: known ? (8 * codes) / living : undefined,
    gapBits: sparse ? code.gapBits : undefined,
    codedGapBits: sparse ? (8 * gapCodes) / living : undefined,
    bytes: {
      raw: bytesOf(values).length,
      stored: stored.length,
      gzip: (await gzip(stored)).length,
      brotli: await brotliBytes(stored),
      coded: code.bytes.reduce((sum, length) => sum + length, 0),
    },
    skipped: known ? undefined : whyRaw({ dtype, size, unique: levels.length }),
  };
}
