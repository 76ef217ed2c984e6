import type * as tf from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../errors.ts';
import { crossEntropy } from './cross-entropy.ts';
import { dlr } from './dlr.ts';
import { margin } from './margin.ts';

/**
 * A loss of each sample `[N]` from logits `[N, K]` and int32 class indices `[N]`; an attack wants it to grow. Attacks drop
 * samples that are solved: a loss that holds something of its own for each sample picks it by `rows`, the places of these
 * samples in the batch the attack was called with (absent: all, in order).
 */
export type Loss = (logits: tf.Tensor2D, labels: tf.Tensor1D, rows?: readonly number[]) => tf.Tensor1D;

const NAMED = { ce: crossEntropy, margin, dlr } as const;

/** `ce`: cross-entropy. `margin`: Carlini and Wagner's. `dlr`: difference of logits ratio (Croce and Hein). */
export type LossName = keyof typeof NAMED;

/** @throws InvalidOptionError when `loss` is neither a function nor one of the names. */
export function lossOf(loss: Loss | LossName): Loss {
  if (typeof loss === 'function') return loss;
  const named = Object.hasOwn(NAMED, loss) ? NAMED[loss] : undefined;
  if (named === undefined) {
    throw new InvalidOptionError(
      `loss must be one of ${Object.keys(NAMED).join(', ')}, or a function of logits and labels, got ${String(loss)}`,
    );
  }
  return named;
}
