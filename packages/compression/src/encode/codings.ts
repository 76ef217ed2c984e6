import { ArtifactsError } from '../errors.ts';
import { bitWriter, readBits } from './bits.ts';
import { codeLengths, frequenciesOf } from './code-lengths.ts';
import { decodeGaps, encodeGaps } from './gaps.ts';
import { decodeSymbols, encodeSymbols } from './huffman.ts';
import { type Levels, sparseEnough } from './levels.ts';

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

/** @throws ArtifactsError where they are not those of so many symbols */
function unpackLengths(bytes: Uint8Array, alphabet: number): Uint8Array {
  if (bytes.length !== Math.ceil((LENGTH_BITS * alphabet) / 8)) {
    throw new ArtifactsError(`There are ${bytes.length} bytes of lengths of codes for ${alphabet} symbols.`);
  }
  return Uint8Array.from(readBits(bytes, LENGTH_BITS, alphabet));
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
  const candidates = [dense(all), ...(sparseEnough(all) ? GAP_BITS.map((bits) => sparse(all, bits)) : [])];
  return candidates.reduce((best, next) => (sizeOf(next) < sizeOf(best) ? next : best));
}

/** Codes of the gaps between numbers that are not 0, for every largest gap; `at` leads from symbols to places. */
export interface Placed {
  readonly gapBits: number;
  /** Place of each symbol; fillers lead to a 0. */
  readonly at: Uint32Array;
  readonly sections: readonly Uint8Array[];
}

/** The gaps that take the fewest bytes together with `symbolBytes` for each symbol. */
export function smallestGaps(values: Float32Array, symbolBytes: number): Placed {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const places = Array.from(words.keys()).filter((i) => words[i] !== 0);
  const candidates = GAP_BITS.map((gapBits): Placed => {
    const { gaps } = encodeGaps(places, gapBits);
    const sections = coded(
      gaps.map((gap) => gap - 1),
      2 ** gapBits,
    );
    return { gapBits, at: decodeGaps(gaps, values.length), sections };
  });
  const cost = ({ at, sections: [lengths, codes] }: Placed) =>
    symbolBytes * at.length + (lengths?.length ?? 0) + (codes?.length ?? 0);
  return candidates.reduce((best, next) => (cost(next) < cost(best) ? next : best));
}

/** The places that `smallestGaps` coded. @throws ArtifactsError where the sections are damaged */
export function decodePlaces(
  [lengths, codes]: readonly Uint8Array[],
  { gapBits, symbols, size }: { readonly gapBits: number; readonly symbols: number; readonly size: number },
): Uint32Array {
  const gaps = decodeSymbols(
    codes as Uint8Array,
    unpackLengths(lengths as Uint8Array, 2 ** gapBits),
    symbols,
  );
  return decodeGaps(
    gaps.map((gap) => gap + 1),
    size,
  );
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
