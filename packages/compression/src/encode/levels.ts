import { bytesOf } from './artifacts.ts';
import { frequenciesOf } from './code-lengths.ts';

/** Numbers as a list of different ones and the index of each, from 0. */
export interface Levels {
  readonly levels: Float32Array | Int8Array;
  readonly indices: Uint32Array;
}

/** The different values by their bits, so that -0 and NaN come back too; 0 first where it occurs. */
export function levelsOf(values: Float32Array | Int8Array): Levels {
  const words =
    values instanceof Int8Array ? values : new Uint32Array(values.buffer, values.byteOffset, values.length);
  const different = Array.from(new Set(words)).sort((a, b) => Number(b === 0) - Number(a === 0) || a - b);
  const index = new Map(different.map((word, i) => [word, i]));
  const indices = Uint32Array.from(words, (word) => index.get(word) as number);
  const levels =
    values instanceof Int8Array
      ? Int8Array.from(different)
      : new Float32Array(Uint32Array.from(different).buffer);
  return { levels, indices };
}

/** What `levelsOf` took apart. */
export function fromLevels({ levels, indices }: Levels): Float32Array | Int8Array {
  if (levels instanceof Int8Array) return Int8Array.from(indices, (index) => levels[index] as number);
  const words = new Uint32Array(bytesOf(levels).slice().buffer);
  const values = Uint32Array.from(indices, (index) => words[index] as number);
  return new Float32Array(values.buffer as ArrayBuffer);
}

/** Gaps pay only where many places are 0. */
const ZERO_PART = 0.3;

/** Whether so many places are 0 that gaps may pay. */
export function sparseEnough({ levels, indices }: Levels): boolean {
  const zeros = levels[0] === 0 && !Object.is(levels[0], -0);
  return zeros && (frequenciesOf(indices, levels.length)[0] as number) > ZERO_PART * indices.length;
}
