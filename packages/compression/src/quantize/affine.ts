import { WeightValueError } from '../errors.ts';
import { roundHalfEven } from './rounding.ts';

export type AffineDtype = 'uint8' | 'uint16';

/** Integers q that stand for `q * scale + min`. */
export interface Affine {
  readonly values: Uint8Array | Uint16Array;
  readonly min: number;
  readonly scale: number;
}

const LEVELS = { uint8: 255, uint16: 65_535 } as const;

/** Smallest and largest. @throws WeightValueError where one is not finite */
export function rangeOf(values: Float32Array, where: string): readonly [min: number, max: number] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [i, value] of values.entries()) {
    if (!Number.isFinite(value)) {
      throw new WeightValueError(`${where} holds ${value} at ${i}; repair the model before it is quantized.`);
    }
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return [min, max];
}

/**
 * Quantizes by the rule of TensorFlow.js' Python converter (its quantization.py, with NumPy 2, which computes in double precision): 256 or
 * 65 536 even steps between the extremes, moved by less than half a step so that 0 is one of them where it lies between; ties to the even
 * integer. A value comes back within half a step, 0 as exactly 0, and values that are all the same exactly.
 *
 * @param where names the weight in messages
 * @throws WeightValueError for NaN and infinite values, and for those within a step of the largest float32
 */
export function quantizeAffine(values: Float32Array, dtype: AffineDtype, where = 'The weight'): Affine {
  const make = (length: number) => (dtype === 'uint8' ? new Uint8Array(length) : new Uint16Array(length));
  const quantized = make(values.length);
  if (values.length === 0) return { values: quantized, min: 0, scale: 1 };
  let [min, max] = rangeOf(values, where);
  if (min === max) return { values: quantized, min, scale: 1 };
  const levels = LEVELS[dtype];
  const scale = (max - min) / levels;
  if (min <= 0 && max >= 0) {
    min = -roundHalfEven(-min / scale) * scale;
    max = levels * scale + min;
    if (!Number.isFinite(Math.fround(min)) || !Number.isFinite(Math.fround(max))) {
      throw new WeightValueError(
        `${where} reaches from ${min} to ${max} in steps of ${dtype}, which float32 has not; exclude this weight.`,
      );
    }
  }
  for (const [i, value] of values.entries()) {
    quantized[i] = roundHalfEven((Math.min(Math.max(value, min), max) - min) / scale);
  }
  return { values: quantized, min, scale };
}
