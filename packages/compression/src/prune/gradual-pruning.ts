import {
  crossEntropy,
  type Loss,
  type Objective,
  type ObjectiveRecipe,
  type OptimizerRecipe,
} from '@gradlab/train';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Masks } from '../masks/mask.ts';
import { type MaskedOptimizer, masked } from '../masks/masked.ts';
import { nonZeroMasks, onesMasks } from '../masks/ones.ts';
import { type PruneOptions, prune } from './prune.ts';
import type { SparsitySchedule } from './schedules.ts';
import { magnitudeScores, type Scores } from './scores.ts';

export interface GradualPruningOptions {
  readonly optimizer: OptimizerRecipe;
  /** Sparsities by steps of the run: `polynomialSparsity({ final: 0.9, begin: 0, end: 2000 })`. */
  readonly schedule: SparsitySchedule;
  /** Default: `magnitudeScores`. */
  readonly scores?: (model: LayersModel, masks: Masks) => Promise<Scores>;
  /** Default: 'layer'. */
  readonly scope?: NonNullable<PruneOptions['scope']>;
  /** What lives at first. Default: `onesMasks(model)`. */
  readonly masks?: Masks;
  /** What is minimised, where it is more than a loss: `distillation({ ... })`. Default: none. */
  readonly objective?: ObjectiveRecipe;
  /** What is minimised where there is no objective. Default: `crossEntropy`. */
  readonly loss?: Loss;
}

/** Options for `fit`. */
export interface GradualPruning {
  readonly optimizer: OptimizerRecipe;
  readonly objective: ObjectiveRecipe;
  /** What lives now. */
  readonly masks: () => Masks;
}

const plain = (loss: Loss): Objective => ({
  loss: ({ xs, ys }, _, forward) => {
    const found = forward(xs);
    const outputs = (Array.isArray(found) ? found[0] : found) as Tensor;
    return { loss: loss(ys, outputs), outputs };
  },
});

/**
 * Prunes while a model trains (Zhu and Gupta 2017, arXiv:1710.01878), before the steps that the schedule names. What is pruned stays so, momenta
 * too.
 *
 * ```ts
 * const pruning = gradualPruning(model, { optimizer: adam(), schedule: polynomialSparsity({ final: 0.9, begin: 0, end: 2000 }) });
 * await fit(model, train, { optimizer: pruning.optimizer, objective: pruning.objective, epochs: 5 });
 * storeMasks(model, pruning.masks());
 * ```
 *
 * For one run at a time. One that goes on from a checkpoint takes the weights that are 0 for pruned.
 *
 * @throws MaskError where the masks do not fit the model; from the run InvalidOptionError where the schedule names no sparsity
 */
export function gradualPruning(model: LayersModel, options: GradualPruningOptions): GradualPruning {
  const {
    optimizer: recipe,
    schedule,
    scores = magnitudeScores,
    scope = 'layer',
    loss = crossEntropy,
  } = options;
  const first = options.masks ?? onesMasks(model);
  let masks = first;
  let optimizer: MaskedOptimizer | undefined;
  let begun = false;
  return {
    masks: () => masks,
    optimizer: () => {
      masks = first;
      begun = false;
      optimizer = masked(recipe, model, masks)();
      return optimizer;
    },
    objective: () => {
      const inner = options.objective?.() ?? plain(loss);
      return {
        prepare: async (batch) => {
          const part = schedule(batch.step);
          const resumed = !begun && batch.step > 0;
          begun = true;
          if (resumed) masks = await nonZeroMasks(model, { include: (path) => first.has(path) });
          if (part !== undefined) masks = prune(masks, await scores(model, masks), { sparsity: part, scope });
          if (resumed || part !== undefined) await optimizer?.setMasks(masks);
          return (await inner.prepare?.(batch)) ?? {};
        },
        loss: (...step) => inner.loss(...step),
        ...(inner.replays === undefined ? {} : { replays: inner.replays }),
        variables: () => inner.variables?.() ?? [],
        update: (gradients) => inner.update?.(gradients),
        restore: (values) => inner.restore?.(values),
        dispose: () => inner.dispose?.(),
      };
    },
  };
}
