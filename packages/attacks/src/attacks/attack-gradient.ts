import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { checkGradient, type LossAndGradient, lossAndGradient } from '../losses/input-gradient.ts';
import type { Loss } from '../losses/loss.ts';
import type { AttackInput } from './attack.ts';

/** The direction in which the attack's objective grows. */
export interface AttackGradient {
  /** `[N, ...]`; the caller disposes it. */
  readonly gradient: tf.Tensor;
  readonly zeroGradient: readonly boolean[];
}

/** One forward and one backward pass: what the attack wants to grow, `losses` `[N]`, the logits and the direction. */
export interface Ascent extends AttackGradient, LossAndGradient {}

/**
 * Loss, logits and gradient at `xs`, `[N, ...]`, of what the attack wants to grow: the loss of the label, or for a targeted
 * attack its negative; checked. The caller disposes the three tensors.
 * @throws GradientError, ZeroGradientError as `checkGradient` does.
 */
export async function attackAscent(
  { classifier, labels, targeted, options, rows }: AttackInput,
  xs: tf.Tensor,
  loss: Loss = crossEntropy,
): Promise<Ascent> {
  const found = lossAndGradient(classifier, xs, (logits) =>
    tf.tidy(() => {
      const losses = loss(logits, labels, rows);
      return targeted ? tf.neg(losses) : losses;
    }),
  );
  try {
    return { ...found, zeroGradient: await checkGradient(found.gradient, options.allZeroGradient) };
  } catch (error) {
    tf.dispose([found.gradient, found.logits, found.losses]);
    throw error;
  }
}

/**
 * The gradient of what the attack wants to grow at `xs`, checked: the loss of the label, or for a targeted attack its negative.
 * @throws GradientError, ZeroGradientError as `checkGradient` does.
 */
export async function attackGradient(
  input: AttackInput,
  xs: tf.Tensor,
  loss?: Loss,
): Promise<AttackGradient> {
  const { gradient, zeroGradient, logits, losses } = await attackAscent(input, xs, loss);
  tf.dispose([logits, losses]);
  return { gradient, zeroGradient };
}
