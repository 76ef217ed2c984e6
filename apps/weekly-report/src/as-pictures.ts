import { type Attack, defineAttack } from '@gradlab/attacks';
import * as tf from '@tensorflow/tfjs-core';

/** The attack as it is when its images are saved as pictures of 256 levels. A radius of whole levels is kept. */
export function asPictures(attack: Attack): Attack {
  const { id, threat, targeted } = attack;
  return defineAttack({
    id,
    threat,
    targeted,
    async perturb({ classifier, xs, labels, options }) {
      const result = await attack.run(classifier, xs, labels, options);
      const { zeroGradient, queries, gradients } = result;
      try {
        const adversarial = tf.tidy(() => tf.div(tf.round(tf.mul(result.adversarial, 255)), 255));
        return { adversarial, zeroGradient, cost: { queries, gradients } };
      } finally {
        result.dispose();
      }
    },
  });
}
