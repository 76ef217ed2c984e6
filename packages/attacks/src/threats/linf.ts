import * as tf from '@tensorflow/tfjs-core';
import { type Eps, radius } from './radius.ts';
import { uniformInCube } from './random.ts';
import { signOf } from './sign.ts';
import { asRows, ball, type Geometry, type ThreatModel } from './threat.ts';

const cube: Geometry = {
  norm: 'linf',
  steepest: signOf,
  project: (delta, eps) =>
    tf.tidy(() => {
      if (eps === Number.POSITIVE_INFINITY) return tf.clone(delta);
      // Minimum and maximum with a broadcast are about 200 times slower on wasm (tfjs 4.22).
      if (typeof eps === 'number') return tf.clipByValue(delta, -eps, eps);
      const limit = radius(eps, delta);
      return tf.maximum(tf.minimum(delta, limit), tf.neg(limit));
    }),
  random: uniformInCube,
  distance: (delta) => tf.tidy(() => tf.max(tf.abs(asRows(delta)), 1)),
};

/**
 * Every input value changes by at most `eps`. Infinity: by whatever it takes.
 * @throws InvalidOptionError when `eps` is negative or NaN.
 */
export function linf(eps: Eps): ThreatModel {
  return ball(cube, eps);
}
