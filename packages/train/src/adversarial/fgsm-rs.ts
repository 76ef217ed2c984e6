import { inputGradient, linf } from '@gradlab/attacks';
import { add, clipByValue, mul, sub, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';
import { crossEntropy } from '../losses/cross-entropy.ts';
import type { ObjectiveBatch, ObjectiveRecipe } from '../objective.ts';
import { checkSetting } from '../settings.ts';
import { attackedModel, checkClasses, checkWithinBounds, type InputOptions } from './crafted.ts';

export interface FgsmRsOptions extends InputOptions {
  /** Radius of the Linf ball, in units of the input. */
  readonly eps: number;
  /** Length of the step. Default: 1.25 eps, the paper's; from about 2 eps on, catastrophic overfitting is near. */
  readonly alpha?: number;
}

/**
 * Fast adversarial training, FGSM-RS: one step of FGSM from a random point of the ball. It costs little more than twice the plain training,
 * and may collapse from one epoch to the next: the network then withstands FGSM alone. `overfittingDetector` sees that.
 *
 * The start is not clipped to the bounds, only the sample that is learnt from. Where many inputs lie on a bound, as the black of a digit,
 * clipping both would let every step end in a corner of the ball, as FGSM's without a random start does, and invite the collapse.
 *
 * Wong, Rice and Kolter (2020), "Fast is better than free: revisiting adversarial training", arXiv:2001.03994, algorithm 3.
 *
 * @throws TrainError for an eps or alpha that cannot work; from `fit` where targets are not class indices, or inputs not within the bounds
 */
export function fgsmRs({ eps, alpha = 1.25 * eps, ...inputs }: FgsmRsOptions): ObjectiveRecipe {
  checkSetting('fgsmRs: eps', eps);
  checkSetting('fgsmRs: alpha', alpha);
  const threat = linf(eps);
  const { bounds = [0, 1] } = inputs;
  const craft = (batch: ObjectiveBatch): Tensor =>
    tidy(() => {
      const { xs, ys, model, seed } = batch;
      const start = add(xs, threat.random(xs, seed));
      const gradient = inputGradient(attackedModel(model, inputs), start, ys as Tensor1D);
      const moved = add(start, mul(threat.steepest(gradient), alpha));
      return clipByValue(add(xs, threat.project(sub(moved, xs))), ...bounds);
    });
  return () => ({
    prepare: async (batch) => {
      checkClasses('fgsmRs', batch);
      await checkWithinBounds('fgsmRs', batch, inputs);
      return { adversarial: craft(batch) };
    },
    loss: ({ ys }, { adversarial }, forward) => {
      const outputs = forward(adversarial as Tensor) as Tensor;
      return { loss: crossEntropy(ys, outputs), outputs };
    },
  });
}
