import { ArtifactsError } from '../errors.ts';
import { bytesOf } from './artifacts.ts';
import { bitWriter, readBits } from './bits.ts';
import { codedBits, codeLengths, frequenciesOf } from './code-lengths.ts';
import { decodeGaps, encodeGaps } from './gaps.ts';
import { decodeSymbols, encodeSymbols } from './huffman.ts';

/** Numbers as a list of different ones and the index of each, from 0. */
export interface Levels {
  readonly levels: Float32Array | Int8Array;
  readonly indices: Uint32Array;
}

/** How a list of indices is stored. Bytes of its sections in the order they are written. */
export interface Coded {
  readonly coding: 'dense' | 'sparse';
  /** Of the largest gap, for 'sparse'. */
  readonly gapBits?: number;
  /** Symbols written: places, or living ones and fillers. */
  readonly symbols: number;
  /** Bytes of: the codes' lengths, the codes, and for 'sparse' the lengths and codes of the gaps. */
  readonly sections: readonly Uint8Array[];
}

/** Lengths of codes are below 33. */
const LENGTH_BITS = 6;

function packLengths(lengths: Uint8Array): Uint8Array {
  const writer = bitWriter();
  for (const length of lengths) writer.write(length, LENGTH_BITS);
  return writer.bytes();
}

const unpackLengths = (bytes: Uint8Array, alphabet: number): Uint8Array =>
  Uint8Array.from(readBits(bytes, LENGTH_BITS, alphabet));

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

function coded(symbols: Uint32Array, alphabet: number): readonly [Uint8Array, Uint8Array] {
  const lengths = codeLengths(frequenciesOf(symbols, alphabet));
  return [packLengths(lengths), encodeSymbols(symbols, lengths)];
}

const dense = ({ levels, indices }: Levels): Coded => ({
  coding: 'dense',
  symbols: indices.length,
  sections: coded(indices, levels.length),
});

/** Level 0 must be 0. */
function sparse({ levels, indices }: Levels, gapBits: number): Coded {
  const places = Array.from(indices.keys()).filter((i) => indices[i] !== 0);
  const { gaps, real } = encodeGaps(places, gapBits);
  let living = 0;
  const values = Uint32Array.from(real, (one) => (one ? (indices[places[living++] as number] as number) : 0));
  return {
    coding: 'sparse',
    gapBits,
    symbols: gaps.length,
    sections: [
      ...coded(values, levels.length),
      ...coded(
        gaps.map((gap) => gap - 1),
        2 ** gapBits,
      ),
    ],
  };
}

export const sizeOf = ({ sections }: Coded): number => sections.reduce((sum, { length }) => sum + length, 0);

/** Bits of the gaps that Deep Compression used (5 and 8), and others between which the best one lies. */
const GAP_BITS = [2, 3, 4, 5, 6, 7, 8] as const;

/** The smallest of all codings. */
export function smallest(all: Levels): Coded {
  const zeros = all.levels[0] === 0 && !Object.is(all.levels[0], -0);
  // Gaps pay only where most places are 0.
  const zeroPart = zeros
    ? (frequenciesOf(all.indices, all.levels.length)[0] as number) / all.indices.length
    : 0;
  const candidates = [dense(all), ...(zeroPart > 0.3 ? GAP_BITS.map((bits) => sparse(all, bits)) : [])];
  return candidates.reduce((best, next) => (sizeOf(next) < sizeOf(best) ? next : best));
}

/** What `smallest` coded: the index of each of `size` places. @throws ArtifactsError where the sections are damaged */
export function decodeIndices(
  { coding, gapBits = 0, symbols, sections }: Coded,
  alphabet: number,
  size: number,
): Uint32Array {
  const [lengths, codes, gapLengths, gapCodes] = sections as readonly Uint8Array[];
  const values = decodeSymbols(codes as Uint8Array, unpackLengths(lengths as Uint8Array, alphabet), symbols);
  if (coding === 'dense') return values;
  const gaps = decodeSymbols(
    gapCodes as Uint8Array,
    unpackLengths(gapLengths as Uint8Array, 2 ** gapBits),
    symbols,
  );
  const indices = new Uint32Array(size);
  for (const [i, place] of decodeGaps(
    gaps.map((gap) => gap + 1),
    size,
  ).entries())
    indices[place] = values[i] as number;
  return indices;
}

/** What `levelsOf` took apart. */
export function fromLevels({ levels, indices }: Levels): Float32Array | Int8Array {
  if (levels instanceof Int8Array) return Int8Array.from(indices, (index) => levels[index] as number);
  const words = new Uint32Array(bytesOf(levels).slice().buffer);
  const values = Uint32Array.from(indices, (index) => words[index] as number);
  return new Float32Array(values.buffer as ArrayBuffer);
}

/** Bits of one symbol on the average, as the paper's tables have them. */
export const meanBits = (symbols: Uint32Array, alphabet: number): number => {
  const frequencies = frequenciesOf(symbols, alphabet);
  return symbols.length === 0 ? 0 : codedBits(frequencies, codeLengths(frequencies)) / symbols.length;
};

/** @throws ArtifactsError where a section is longer than what is left */
export function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  let at = 0;
  return lengths.map((length) => {
    const part = bytes.subarray(at, at + length);
    at += length;
    if (part.length < length)
      throw new ArtifactsError('The sections of a weight are longer than the file; it is cut off.');
    return part;
  });
}
