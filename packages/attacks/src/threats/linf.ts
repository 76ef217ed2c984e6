import * as tf from '@tensorflow/tfjs-core';
import { checkEps, type Eps, radius } from './radius.ts';
import { uniformInCube } from './random.ts';
import { signOf } from './sign.ts';
import { asRows, type ThreatModel } from './threat.ts';

/**
 * Every input value changes by at most `eps`.
 * @throws InvalidOptionError when `eps` is negative or not finite.
 */
export function linf(eps: Eps): ThreatModel {
  const checked = checkEps(eps);
  return {
    norm: 'linf',
    eps: checked,
    steepest: signOf,
    project: (delta) =>
      tf.tidy(() => {
        // Minimum and maximum with a broadcast are about 200 times slower on wasm (tfjs 4.22).
        if (typeof checked === 'number') return tf.clipByValue(delta, -checked, checked);
        const limit = radius(checked, delta);
        return tf.maximum(tf.minimum(delta, limit), tf.neg(limit));
      }),
    random: (batch, seed) => tf.tidy(() => tf.mul(uniformInCube(batch, seed), radius(checked, batch))),
    distance: (delta) => tf.tidy(() => tf.max(tf.abs(asRows(delta)), 1)),
  };
}
