import * as tf from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../errors.ts';

/** `(x - mean) / std`; a list holds one value per entry of the last axis, such as the colour channels. */
export interface Normalization {
  readonly mean: number | readonly number[];
  readonly std: number | readonly number[];
}

/** What the model expects to happen to its inputs before it sees them. It is differentiated through. */
export type Preprocess = Normalization | ((xs: tf.Tensor) => tf.Tensor);

const values = (value: number | readonly number[]) => (typeof value === 'number' ? [value] : [...value]);

/** @throws InvalidOptionError when mean or std are not finite, or std is not positive. */
export function preprocessor(preprocess: Preprocess | undefined): (xs: tf.Tensor) => tf.Tensor {
  if (preprocess === undefined) return (xs) => xs;
  if (typeof preprocess === 'function') return preprocess;
  const mean = values(preprocess.mean);
  const std = values(preprocess.std);
  if (mean.length === 0 || !mean.every(Number.isFinite)) {
    throw new InvalidOptionError(`preprocess.mean must be finite numbers, got [${mean.join(', ')}]`);
  }
  if (std.length === 0 || !std.every((value) => Number.isFinite(value) && value > 0)) {
    throw new InvalidOptionError(`preprocess.std must be positive numbers, got [${std.join(', ')}]`);
  }
  return (xs) => {
    const channels = xs.shape.at(-1) ?? 1;
    for (const [name, list] of [
      ['mean', mean],
      ['std', std],
    ] as const) {
      if (list.length !== 1 && list.length !== channels) {
        throw new InvalidOptionError(
          `preprocess.${name} has ${list.length} values, but the last axis of the inputs [${xs.shape}] has ${channels}`,
        );
      }
    }
    return tf.div(tf.sub(xs, tf.tensor1d(mean)), tf.tensor1d(std));
  };
}
