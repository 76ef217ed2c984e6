import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '../losses/cross-entropy.ts';
import { checkGradient, inputGradient } from '../losses/input-gradient.ts';
import type { AttackInput } from './attack.ts';

/** The direction in which the attack's objective grows. */
export interface AttackGradient {
  /** `[N, ...]`; the caller disposes it. */
  readonly gradient: tf.Tensor;
  readonly zeroGradient: readonly boolean[];
}

/**
 * The gradient of what the attack wants to grow at `xs`, checked: the loss of the label, or for a targeted attack its negative.
 * @throws GradientError, ZeroGradientError as `checkGradient` does.
 */
export async function attackGradient(
  { classifier, labels, targeted, options }: AttackInput,
  xs: tf.Tensor,
  loss?: Loss,
): Promise<AttackGradient> {
  const gradient = tf.tidy(() => {
    const uphill = inputGradient(classifier, xs, labels, loss);
    return targeted ? tf.neg(uphill) : uphill;
  });
  try {
    return { gradient, zeroGradient: await checkGradient(gradient, options.allZeroGradient) };
  } catch (error) {
    gradient.dispose();
    throw error;
  }
}
