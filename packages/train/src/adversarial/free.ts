import { linf, type Threat } from '@gradlab/attacks';
import {
  add,
  clipByValue,
  mul,
  slice,
  type Tensor,
  tidy,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { TrainError } from '../errors.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import type { ObjectiveRecipe } from '../objective.ts';
import { checkInteger, checkSetting } from '../settings.ts';
import { checkClasses, checkWithinBounds, type InputOptions } from './crafted.ts';

export interface FreeOptions extends InputOptions {
  /** Radius of the ball, in units of the input. */
  readonly eps: number;
  /** Length of the step that each backward pass makes. Default: eps, the paper's. */
  readonly alpha?: number;
  /** Updates on each batch, the paper's m. Default: 8. Train for so many times fewer epochs. */
  readonly replays?: number;
  /** Default: `linf`. */
  readonly threat?: Threat;
}

/**
 * Free adversarial training: each backward pass gives the gradient of the weights and of the inputs, and moves both. A batch is replayed
 * `replays` times; the perturbation goes on from batch to batch.
 *
 * Shafahi et al. (2019), "Adversarial training for free!", arXiv:1904.12843.
 *
 * @throws TrainError for settings that cannot work; from `fit` where targets are not class indices, or inputs not within the bounds.
 */
export function free(options: FreeOptions): ObjectiveRecipe {
  const { eps, alpha = eps, replays = 8, threat: threatOf = linf, bounds = [0, 1] } = options;
  checkSetting('free: eps', eps);
  checkSetting('free: alpha', alpha);
  checkInteger('free: replays', replays);
  const threat = threatOf(eps);
  return () => {
    let delta: Variable | undefined;
    return {
      replays,
      prepare: async (batch) => {
        checkClasses('free', batch);
        await checkWithinBounds('free', batch, { bounds });
        delta ??= tidy(() => variable(zeros(batch.xs.shape)));
        if (delta.shape.slice(1).join() !== batch.xs.shape.slice(1).join()) {
          throw new TrainError(`free: batches of [${batch.xs.shape}] after batches of [${delta.shape}].`);
        }
        return {};
      },
      loss: ({ xs, ys }, _, forward) => {
        const [count = 0, ...rest] = xs.shape;
        // The last batch of an epoch may be smaller.
        const own = slice(delta as Tensor, [0, ...rest.map(() => 0)], [count, ...rest]);
        const outputs = forward(clipByValue(add(xs, own), ...bounds)) as Tensor;
        return { loss: crossEntropy(ys, outputs), outputs };
      },
      variables: () => (delta === undefined ? [] : [delta]),
      update: (gradients) => {
        if (delta === undefined) return;
        const step = mul(threat.steepest(gradients[delta.name] as Tensor), alpha);
        delta.assign(threat.project(add(delta, step)));
      },
      restore: ([value]) => {
        delta = value && variable(value);
      },
      dispose: () => delta?.dispose(),
    };
  };
}
