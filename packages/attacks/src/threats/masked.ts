import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../errors.ts';
import type { Threat, ThreatModel } from './threat.ts';

/**
 * A threat that may change only the values where `mask` is not 0: step, projection and random start leave the others
 * alone. `mask` has the shape of one sample (`[28, 28, 1]`) or of the batch (`[N, 28, 28, 1]`); axes of length 1 stand for
 * any length. It belongs to the caller and must live as long as the attack is used.
 *
 * `pgd({ eps: 0.3, threat: masked(linf, mask) })`
 * @throws InvalidInputError (the attack) when the mask is disposed, or does not fit the batch.
 */
export function masked(threat: Threat, mask: tf.Tensor): Threat {
  return (eps) => restrict(threat(eps), mask);
}

function restrict(threat: ThreatModel, mask: tf.Tensor, rows?: readonly number[]): ThreatModel {
  const allowed = (values: tf.Tensor) => tf.mul(values, maskFor(values, mask, rows));
  return {
    norm: threat.norm,
    eps: threat.eps,
    steepest: (gradient) => tf.tidy(() => threat.steepest(allowed(gradient))),
    project: (delta) => tf.tidy(() => threat.project(allowed(delta))),
    random: (batch, seed, narrower) =>
      tf.tidy(() => {
        const both = allowed(narrower ?? tf.onesLike(batch));
        // Once more afterwards, for threat models that ignore the mask.
        return tf.mul(threat.random(batch, seed, both), both);
      }),
    distance: threat.distance,
    select: (chosen) =>
      restrict(
        threat.select(chosen),
        mask,
        chosen.map((row) => rows?.[row] ?? row),
      ),
  };
}

/** Zeros and ones like the batch. */
function maskFor(batch: tf.Tensor, mask: tf.Tensor, rows: readonly number[] | undefined): tf.Tensor {
  if (mask.isDisposed) {
    throw new InvalidInputError('the mask was disposed; it must live as long as its attack is used');
  }
  const ones = tf.cast(tf.notEqual(mask, 0), 'float32');
  const perSample = mask.rank === batch.rank && mask.shape[0] !== 1;
  const chosen = perSample && rows ? tf.gather(ones, tf.tensor1d([...rows], 'int32')) : ones;
  const shape = mask.rank === batch.rank - 1 ? [1, ...chosen.shape] : chosen.shape;
  const fits =
    shape.length === batch.rank &&
    shape.every((length, axis) => length === 1 || length === batch.shape[axis]);
  if (!fits) {
    throw new InvalidInputError(
      `the mask [${mask.shape}] fits neither the batch [${batch.shape}] nor one of its samples; axes may have length 1`,
    );
  }
  return tf.broadcastTo(tf.reshape(chosen, shape), batch.shape);
}
