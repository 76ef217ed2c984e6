import { ArtifactsError } from '../errors.ts';
import { channelsOf, fromPerChannel, quantizePerChannel } from '../quantize/per-channel.ts';
import { bytesOf, type StoredWeight } from './artifacts.ts';
import { type Coded, cut, decodeIndices, decodePlaces, smallest, smallestGaps } from './codings.ts';
import { fromLevels, levelsOf, sparseEnough } from './levels.ts';

/** How one weight lies in a compressed file. */
export interface WeightCode {
  readonly path: string;
  readonly shape: readonly number[];
  readonly dtype: StoredWeight['dtype'];
  readonly group?: StoredWeight['group'];
  /** As it is, as codes of all values, as codes of those that are not 0 and gaps, or these values themselves and gaps. */
  readonly coding: 'raw' | 'literal' | Coded['coding'];
  /** Different values, where it is coded. */
  readonly levels?: number;
  /** Set where the values are integers times a scale of the output channel: their bits. */
  readonly bits?: 4 | 8;
  readonly gapBits?: number;
  readonly symbols?: number;
  /** Bytes of the sections: levels, scales, lengths of codes, codes, lengths of gap codes, gap codes; of a raw weight its bytes. */
  readonly bytes: readonly number[];
}

/** More different values are no code book. */
const MAX_LEVELS = 65_536;

function raw(weight: StoredWeight): readonly [WeightCode, readonly Uint8Array[]] {
  const { values, ...common } = weight;
  return [{ ...common, coding: 'raw', bytes: [values.byteLength] }, [bytesOf(values)]];
}

/** The values that are not 0 as they are: for weights that are pruned, and all different. */
function literal(
  { values, ...common }: StoredWeight,
  floats: Float32Array,
): readonly [WeightCode, readonly Uint8Array[]] {
  const { gapBits, at, sections } = smallestGaps(floats, 4);
  const none = new Uint8Array(0);
  const all = [
    bytesOf(Float32Array.from(at, (place) => floats[place] as number)),
    none,
    none,
    none,
    ...sections,
  ];
  const bytes = all.map(({ length }) => length);
  return [{ ...common, coding: 'literal', gapBits, symbols: at.length, bytes }, all];
}

type Encoded = readonly [WeightCode, readonly Uint8Array[]];
const sizeOf = ([{ bytes }]: Encoded): number => bytes.reduce((sum, length) => sum + length, 0);
const smaller = (a: Encoded, b: Encoded): Encoded => (sizeOf(b) < sizeOf(a) ? b : a);

/**
 * The smallest code of a weight: as it is, or as a list of its different values and Huffman codes of their indices, of all places or of those
 * that are not 0 and the gaps between them. Lossless unless `bits` is given.
 */
export function encodeWeight(
  weight: StoredWeight,
  bits?: 4 | 8,
): readonly [WeightCode, readonly Uint8Array[]] {
  const { values, path, shape, ...rest } = weight;
  if (!(values instanceof Float32Array) || values.length === 0) return raw(weight);
  const integers = bits && quantizePerChannel(values, channelsOf(path, shape), bits, path);
  const levels = levelsOf(integers ? integers.values : values);
  const count = levels.levels.length;
  const plain = integers ? { ...weight, values: fromPerChannel(integers) } : weight;
  const uncoded = smaller(
    raw(plain),
    sparseEnough(levels) ? literal(plain, plain.values as Float32Array) : raw(plain),
  );
  if (count > MAX_LEVELS || 2 * count > values.length + 64) return uncoded;
  const code = smallest(levels);
  const sections = [
    bytesOf(levels.levels as Float32Array),
    integers ? bytesOf(integers.scales) : new Uint8Array(0),
    ...code.sections,
  ];
  const { coding, gapBits, symbols } = code;
  const entry: WeightCode = {
    path,
    shape,
    ...rest,
    coding,
    levels: count,
    ...(bits === undefined ? {} : { bits }),
    ...(gapBits === undefined ? {} : { gapBits }),
    symbols,
    bytes: sections.map(({ length }) => length),
  };
  return smaller(uncoded, [entry, sections]);
}

const VIEWS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** The weight that `encodeWeight` coded. @throws ArtifactsError where the bytes are damaged */
export function decodeWeight(entry: WeightCode, bytes: Uint8Array): StoredWeight {
  const { path, shape, dtype, group, coding, levels = 0, bits, gapBits, symbols = 0 } = entry;
  const size = shape.reduce((product, length) => product * length, 1);
  const common = { path, shape, dtype, ...(group === undefined ? {} : { group }) };
  const [first = new Uint8Array(0), scales, ...sections] = cut(bytes, entry.bytes).map((part) =>
    part.slice(),
  );
  if (coding === 'raw') return { ...common, values: checked(path, new VIEWS[dtype](first.buffer), size) };
  if (coding === 'literal') {
    const floats = new Float32Array(size);
    const places = decodePlaces(sections.slice(2), { gapBits: gapBits ?? 0, symbols, size });
    for (const [i, value] of checked(path, new Float32Array(first.buffer), symbols).entries()) {
      floats[places[i] as number] = value;
    }
    return { ...common, values: floats };
  }
  const code = { coding, symbols, sections, ...(gapBits === undefined ? {} : { gapBits }) };
  const list = checked(path, bits ? new Int8Array(first.buffer) : new Float32Array(first.buffer), levels);
  const values = fromLevels({ levels: list, indices: decodeIndices(code, levels, size) });
  const floats =
    values instanceof Float32Array
      ? values
      : fromPerChannel({ values, scales: new Float32Array((scales as Uint8Array).buffer as ArrayBuffer) });
  return { ...common, values: checked(path, floats, size) };
}

function checked<T extends { readonly length: number }>(path: string, values: T, size: number): T {
  if (values.length === size) return values;
  throw new ArtifactsError(
    `The file has ${values.length} values of ${path}, which has ${size}; it is damaged.`,
  );
}
