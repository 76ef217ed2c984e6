import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '../../losses/loss.ts';
import type { AttackInput } from '../attack.ts';
import { type Ascent, attackAscent } from '../attack-gradient.ts';
import { read } from '../read.ts';

/** Where a loss stands at some points, and where it grows. The caller disposes `gradient`. */
export interface Ground {
  readonly gradient: tf.Tensor;
  readonly losses: Float32Array;
  /** The model already answers what the attack wants. */
  readonly reached: readonly boolean[];
  readonly zeroGradient: readonly boolean[];
}

/**
 * One look at the ground, or the mean of `eot` looks for a model that answers at random: gradients, losses and logits are
 * averaged.
 * @throws GradientError, ZeroGradientError as `checkGradient` does.
 */
export async function lookAround(
  input: AttackInput,
  at: tf.Tensor,
  loss: Loss,
  eot: number,
): Promise<Ground> {
  const looks: Ascent[] = [];
  try {
    for (let look = 0; look < eot; look++) looks.push(await attackAscent(input, at, loss));
    const mean = (tensorOf: (look: Ascent) => tf.Tensor) => tf.div(tf.addN(looks.map(tensorOf)), eot);
    const [losses = new Float32Array(), classes, labels = new Float32Array()] = await read(() => [
      mean((look) => look.losses),
      tf.argMax(
        mean((look) => look.logits),
        1,
      ),
      tf.clone(input.labels),
    ]);
    return {
      gradient: tf.tidy(() => mean((look) => look.gradient)),
      losses,
      reached: Array.from(labels, (label, sample) => (classes?.[sample] === label) === input.targeted),
      zeroGradient: Array.from(labels, (_, sample) => looks.every((look) => look.zeroGradient[sample])),
    };
  } finally {
    tf.dispose(looks.flatMap(({ gradient, logits, losses }) => [gradient, logits, losses]));
  }
}
