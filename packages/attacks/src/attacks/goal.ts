import * as tf from '@tensorflow/tfjs-core';
import type { AttackInput } from './attack.ts';

/** Which samples are where the attack wants them, by their logits `[N, K]`: away from the label, or targeted at it. */
export async function meetsGoal(
  { labels, targeted }: Pick<AttackInput, 'labels' | 'targeted'>,
  logits: tf.Tensor2D,
): Promise<boolean[]> {
  const equal = tf.tidy(() => tf.equal(tf.cast(tf.argMax(logits, 1), 'int32'), labels));
  try {
    return Array.from(await equal.data(), (hit) => Boolean(hit) === targeted);
  } finally {
    equal.dispose();
  }
}
