import * as tf from '@tensorflow/tfjs-core';
import type { Bounds } from '../classifier/bounds.ts';
import type { AttackInput } from './attack.ts';

/** How far each value may go from where it is, in the direction whose sign is given, until it meets a bound. */
export function roomFor(
  values: Float32Array,
  direction: ArrayLike<number>,
  [min, max]: Bounds,
): Float32Array {
  return values.map((value, index) => Math.max((direction[index] ?? 0) > 0 ? max - value : value - min, 0));
}

/** 1 where the threat model, which may have a mask, lets a value change, `[N, ...]`: it projects the others to 0. */
export function allowedValues({ xs, threat }: Pick<AttackInput, 'xs' | 'threat'>): tf.Tensor {
  return tf.tidy(() => tf.cast(tf.notEqual(threat.project(tf.onesLike(xs)), 0), 'float32'));
}
