import { setFloat16 } from '@petamoriken/float16';
import { WeightValueError } from '../errors.ts';

/** Half of the step beyond the largest finite one, 65 504: from here on a value rounds to infinity. */
const OVERFLOW = 65_520;

/**
 * IEEE half precision, little-endian, ties to even.
 *
 * @throws WeightValueError for NaN, infinite values, and those that round to more than 65 504
 */
export function toFloat16(values: Float32Array, where = 'The weight'): Uint8Array {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) {
    if (!(Math.abs(value) < OVERFLOW)) {
      throw new WeightValueError(
        `${where} holds ${value} at ${i}, which float16 has not; exclude this weight, or quantize it to uint16.`,
      );
    }
    setFloat16(view, 2 * i, value, true);
  }
  return bytes;
}
