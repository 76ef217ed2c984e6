import { InvalidOptionError } from '../errors.ts';
import { rangeOf } from './affine.ts';
import { roundHalfEven } from './rounding.ts';

/** Integers q that stand for `q * scales[channel]`. */
export interface PerChannel {
  readonly values: Int8Array;
  /** One for each output channel. */
  readonly scales: Float32Array;
}

/** Output channels are the last axis, in depthwise kernels `[h, w, C, m]` the last two. */
export const channelsOf = (path: string, shape: readonly number[]): number =>
  shape.slice(/depthwise_kernel$/.test(path) ? -2 : -1).reduce((product, length) => product * length, 1);

/**
 * Symmetric integers per output channel: the largest weight of a channel is 127 (8 bits) or 7 (4 bits), 0 is 0, ties go to the even integer
 * (Krishnamoorthi 2018, arXiv:1806.08342). A value comes back within half a step of its channel.
 *
 * @param values row-major, channels last
 * @throws InvalidOptionError where bits is not 4 or 8; WeightValueError for values that are not finite
 */
export function quantizePerChannel(
  values: Float32Array,
  channels: number,
  bits: 4 | 8,
  where = 'The weight',
): PerChannel {
  if (bits !== 4 && bits !== 8) throw new InvalidOptionError(`bits must be 4 or 8, got ${bits}.`);
  rangeOf(values, where);
  const most = 2 ** (bits - 1) - 1;
  const scales = new Float32Array(channels);
  for (const [i, value] of values.entries()) {
    scales[i % channels] = Math.max(scales[i % channels] as number, Math.abs(value));
  }
  // A channel of zeros, or of numbers whose step float32 has not, is stored as zeros.
  for (const [c, largest] of scales.entries()) scales[c] = largest / most;
  const step = (i: number) => scales[i % channels] as number;
  const integers = Int8Array.from(values, (value, i) => {
    if (step(i) === 0) return 0;
    return Math.min(Math.max(roundHalfEven(value / step(i)), -most), most);
  });
  return { values: integers, scales };
}

export const fromPerChannel = ({ values, scales }: PerChannel): Float32Array =>
  Float32Array.from(values, (value, i) => value * (scales[i % scales.length] as number));
