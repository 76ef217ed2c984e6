import { ArtifactsError } from '../errors.ts';
import { channelsOf, fromPerChannel, quantizePerChannel } from '../quantize/per-channel.ts';
import { bytesOf, type StoredWeight } from './artifacts.ts';
import { type Coded, cut, decodeIndices, fromLevels, levelsOf, smallest } from './codings.ts';

/** How one weight lies in a compressed file. */
export interface WeightCode {
  readonly path: string;
  readonly shape: readonly number[];
  readonly dtype: StoredWeight['dtype'];
  readonly group?: StoredWeight['group'];
  readonly coding: 'raw' | Coded['coding'];
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
  if (count > MAX_LEVELS || 2 * count > values.length + 64)
    return integers ? encodeWeight({ ...weight, values: fromPerChannel(integers) }) : raw(weight);
  const code = smallest(levels);
  const sections = [
    bytesOf(levels.levels as Float32Array),
    integers ? bytesOf(integers.scales) : new Uint8Array(0),
    ...code.sections,
  ];
  if (sections.reduce((sum, { length }) => sum + length, 0) >= values.byteLength) return raw(weight);
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
  return [entry, sections];
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
  const code = { coding, symbols, sections, ...(gapBits === undefined ? {} : { gapBits }) };
  const list = bits ? new Int8Array(first.buffer) : new Float32Array(first.buffer);
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
