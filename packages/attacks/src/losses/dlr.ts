import * as tf from '@tensorflow/tfjs-core';
import { ModelOutputError } from '../errors.ts';
import type { Loss } from './loss.ts';
import { constant, oneHot, pick, strongestOther } from './own-class.ts';

/** Keeps 0 / 0 away where the leading logits are equal; the value of Croce and Hein. */
const TINY = 1e-12;

/**
 * Difference of logits ratio, `-(z_y - max_{k != y} z_k) / (z_1st - z_3rd)` with the logits sorted, `[N]`: the margin made
 * invariant to shifts and scales of the logits, so that it cannot be masked by either. In [-1, 1]; positive where the
 * prediction is wrong.
 *
 * Croce and Hein (2020), "Reliable evaluation of adversarial robustness with an ensemble of diverse parameter-free attacks",
 * arXiv:2003.01690.
 * @throws ModelOutputError when there are fewer than 3 classes.
 */
export function dlr(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  checkClasses('dlr', logits, 3);
  return tf.tidy(() => {
    const own = oneHot(labels, logits.shape[1]);
    const [first, , third] = ranked(logits, 3);
    const lead = tf.sub(pick(logits, own), pick(logits, strongestOther(logits, own)));
    return negativeRatio(lead, tf.sub(pick(logits, first), pick(logits, third)));
  });
}

/**
 * Targeted DLR, `-(z_y - z_t) / (z_1st - (z_3rd + z_4th) / 2)`, `[N]`, for an untargeted attack that tries to reach the
 * classes `targets`, int32 `[N]`, one for each sample of the batch. `targets` belongs to the caller.
 *
 * Croce and Hein (2020), arXiv:2003.01690.
 * @throws ModelOutputError (the loss) when there are fewer than 4 classes.
 */
export function targetedDlr(targets: tf.Tensor1D): Loss {
  return (logits, labels, rows) => {
    checkClasses('targetedDlr', logits, 4);
    return tf.tidy(() => {
      const chosen = rows ? tf.gather(targets, tf.tensor1d([...rows], 'int32')) : targets;
      const [first, , third, fourth] = ranked(logits, 4);
      const lead = tf.sub(
        pick(logits, oneHot(labels, logits.shape[1])),
        pick(logits, oneHot(chosen, logits.shape[1])),
      );
      const low = tf.div(tf.add(pick(logits, third), pick(logits, fourth)), 2);
      return negativeRatio(lead, tf.sub(pick(logits, first), low));
    });
  };
}

function negativeRatio(lead: tf.Tensor, spread: tf.Tensor): tf.Tensor1D {
  return tf.neg(tf.div<tf.Tensor1D>(lead, tf.add(spread, TINY)));
}

function checkClasses(name: string, logits: tf.Tensor2D, least: number): void {
  if (logits.shape[1] < least) {
    throw new ModelOutputError(
      `the loss ${name} needs at least ${least} classes, but the model returns ${logits.shape[1]}; use 'ce' or 'margin'`,
    );
  }
}

/** One-hot masks `[N, K]` of the largest logits, the largest first. */
function ranked(logits: tf.Tensor2D, count: number): [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] {
  const masks = constant(logits, (z) => {
    const { indices } = tf.topk(z, count);
    return tf.cast(tf.oneHot(tf.transpose<tf.Tensor>(indices), z.shape[1]), 'float32');
  });
  return tf.unstack(masks) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
}
