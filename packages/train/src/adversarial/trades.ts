import { klDivergence, linf, pgd, type Threat } from '@gradlab/attacks';
import { type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Minimised, ObjectiveBatch, ObjectiveRecipe } from '../objective.ts';
import { checkSetting } from '../settings.ts';
import { attackedModel, checkClasses, craft, type InputOptions } from './crafted.ts';
import { martLoss, tradesLoss } from './robust-losses.ts';

export interface RegularizedOptions extends InputOptions {
  /** Radius of the ball, in units of the input. */
  readonly eps: number;
  /** Length of a step of the attack. Default: 2.5 eps / steps. */
  readonly alpha?: number;
  /** Steps of the attack. Default: 10. */
  readonly steps?: number;
  /** Weight of the divergence: more makes more robust and less accurate. Default: 6 in `trades`, 5 in `mart`; the papers'. */
  readonly beta?: number;
  /** Default: `linf`. */
  readonly threat?: Threat;
}

type RobustLoss = (labels: Tensor, clean: Tensor, adversarial: Tensor, beta: number) => Scalar;

const attackOptions = ({ eps, alpha, steps = 10, threat = linf }: RegularizedOptions, seed: number) => ({
  ...{ eps, steps, threat, seed },
  ...(alpha !== undefined && { alpha }),
});

/** Both passes, with the metrics of both. */
function minimised(loss: RobustLoss, beta: number) {
  return (
    { xs, ys }: ObjectiveBatch,
    { adversarial }: Readonly<Record<string, Tensor>>,
    forward: (xs: Tensor) => Tensor | Tensor[],
  ): Minimised => {
    const clean = forward(xs) as Tensor;
    const attacked = forward(adversarial as Tensor) as Tensor;
    return { loss: loss(ys, clean, attacked, beta), outputs: clean, others: { adversarial: attacked } };
  };
}

/**
 * TRADES: the clean loss, and a divergence that asks for the same prediction everywhere in the ball. The attack looks for the point where the
 * prediction differs most from the clean one, whatever the label; it starts at a random point, since at the clean sample itself the divergence
 * has no gradient.
 *
 * Zhang, Yu, Jiao, Xing, El Ghaoui and Jordan (2019), "Theoretically principled trade-off between robustness and accuracy", arXiv:1901.08573.
 *
 * @throws TrainError for a negative or missing `beta` or `eps`; InvalidOptionError as `pgd`; from `fit` where targets are not class indices.
 */
export function trades(options: RegularizedOptions): ObjectiveRecipe {
  const { beta = 6 } = options;
  checkSetting('trades: beta', beta);
  checkSetting('trades: eps', options.eps);
  pgd(attackOptions(options, 0));
  return () => ({
    prepare: async (batch) => {
      checkClasses('trades', batch);
      const clean = tidy(() => attackedModel(batch.model, options).logits(batch.xs));
      try {
        const attack = pgd({ ...attackOptions(options, batch.seed), loss: klDivergence(clean) });
        return { adversarial: await craft('trades', attack, batch, options) };
      } finally {
        clean.dispose();
      }
    },
    loss: minimised(tradesLoss, beta),
  });
}

/**
 * MART: TRADES' divergence weighs most where the clean sample is misclassified, and the classification is learnt from the adversarial sample.
 *
 * Wang, Zou, Yi, Bailey, Ma and Gu (2020), "Improving adversarial robustness requires revisiting misclassified examples", ICLR.
 *
 * @throws TrainError for a negative or missing `beta` or `eps`; InvalidOptionError as `pgd`; from `fit` where targets are not class indices.
 */
export function mart(options: RegularizedOptions): ObjectiveRecipe {
  const { beta = 5 } = options;
  checkSetting('mart: beta', beta);
  checkSetting('mart: eps', options.eps);
  pgd(attackOptions(options, 0));
  return () => ({
    prepare: async (batch) => ({
      adversarial: await craft('mart', pgd(attackOptions(options, batch.seed)), batch, options),
    }),
    loss: minimised(martLoss, beta),
  });
}
