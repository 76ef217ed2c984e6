import { add, mul, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { TrainError } from './errors.ts';
import { attentionRegularizer } from './losses/attention-regularizer.ts';
import type { Loss } from './losses/loss.ts';
import { sequenceCrossEntropy } from './losses/sequence-cross-entropy.ts';
import type { ObjectiveRecipe } from './objective.ts';
import { checkSetting } from './settings.ts';

/** Both of two tensors. An objective's batch has one input by its type, and what the model takes by its value. */
function listed(tensors: Tensor | Tensor[]): [Tensor, Tensor] {
  if (Array.isArray(tensors) && tensors.length === 2) return tensors as [Tensor, Tensor];
  throw new TrainError(
    'attentionObjective needs a model with the outputs [logits, attention] and batches with the inputs [source, target]: attentionModel and teacherForcing make them.',
  );
}

export interface AttentionObjectiveOptions {
  /** Weight of the penalty beside the loss. At least 0. */
  readonly weight: number;
  /** As in `attentionRegularizer`. Default: 1. */
  readonly tau?: number | 'even';
  /** Of the first output. Default: `sequenceCrossEntropy()`. */
  readonly loss?: Loss;
}

/**
 * Lets `fit` minimise a loss and, beside it, `attentionRegularizer`. It trains a model with two outputs, logits and attention `[N, T, S]`:
 * `attentionModel(seq2seq({ ... }))` of `@gradlab/models`, on batches of `teacherForcing`; source and target say which positions are padding, 0.
 *
 * ```ts
 * await fit(attentionModel(model), teacherForcing(train), {
 *   objective: attentionObjective({ weight: 0.1 }),
 *   loss: sequenceCrossEntropy(), // of the validation
 *   optimizer: adam(0.002),
 *   epochs: 10,
 * });
 * ```
 *
 * @throws TrainError for a negative weight; from the run where the model has no second output or the batches no two inputs
 */
export function attentionObjective({
  weight,
  tau = 1,
  loss = sequenceCrossEntropy(),
}: AttentionObjectiveOptions): ObjectiveRecipe {
  checkSetting('attentionObjective: weight', weight);
  return () => ({
    loss: ({ xs, ys }, _, forward) => {
      const outputs = forward(xs);
      const [source] = listed(xs);
      const [logits, alpha] = listed(outputs);
      const penalty = attentionRegularizer(alpha, { tau, mask: source, steps: ys });
      return { loss: add(loss(ys, logits), mul(penalty, weight)) as Scalar, outputs: logits };
    },
  });
}
