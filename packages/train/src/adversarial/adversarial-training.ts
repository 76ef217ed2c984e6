import type { Attack } from '@gradlab/attacks';
import { add, mul, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { crossEntropy } from '../losses/cross-entropy.ts';
import type { Loss } from '../losses/loss.ts';
import type { ObjectiveRecipe } from '../objective.ts';
import { checkSetting } from '../settings.ts';
import { craft, type InputOptions } from './crafted.ts';

export interface AdversarialTrainingOptions extends InputOptions {
  /** The attack of a batch, from the batch's seed: `(seed) => pgd({ eps: 8 / 255, steps: 7, seed })`. Untargeted. */
  readonly attack: (seed: number) => Attack;
  /**
   * Weight of the loss on the clean samples, beside that on the adversarial ones, whose weight is 1. Default: 0, Madry's. With 1 the loss is
   * the sum of both, and the metrics are of the clean samples, with `adversarialAccuracy` and others beside them.
   */
  readonly cleanWeight?: number;
  /** Default: `crossEntropy`. */
  readonly loss?: Loss;
}

/**
 * Adversarial training: every batch is attacked with the weights of the moment, and the network learns from what the attack found.
 *
 * Madry, Makelov, Schmidt, Tsipras and Vladu (2018), "Towards deep learning models resistant to adversarial attacks", arXiv:1706.06083;
 * with clean samples beside the adversarial ones, Goodfellow, Shlens and Szegedy (2015), arXiv:1412.6572.
 *
 * @throws TrainError for a negative `cleanWeight`; from `fit` where targets are not class indices, and every error of the attack.
 */
export function adversarialTraining(options: AdversarialTrainingOptions): ObjectiveRecipe {
  const { attack, cleanWeight = 0, loss = crossEntropy } = options;
  checkSetting('adversarialTraining: cleanWeight', cleanWeight);
  return () => ({
    prepare: async (batch) => ({
      adversarial: await craft('adversarialTraining', attack(batch.seed), batch, options),
    }),
    loss: ({ xs, ys }, { adversarial }, forward) => {
      const attacked = forward(adversarial as Tensor) as Tensor;
      const onAttacked = loss(ys, attacked);
      if (cleanWeight === 0) return { loss: onAttacked, outputs: attacked };
      const clean = forward(xs) as Tensor;
      return {
        loss: add(onAttacked, mul(loss(ys, clean), cleanWeight)) as Scalar,
        outputs: clean,
        others: { adversarial: attacked },
      };
    },
  });
}
