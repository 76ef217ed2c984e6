import {
  add,
  dispose,
  keep,
  type NamedTensorMap,
  type Optimizer,
  type Scalar,
  type Tensor,
  type TensorContainerObject,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { combined } from './accumulate.ts';
import { clipByGlobalNorm, clipEach } from './clip.ts';
import { type Loss, weightedLoss } from './losses/loss.ts';
import { type Measured, measureAll } from './measure.ts';
import type { Metric } from './metrics/accuracy.ts';
import type { Minimised, Objective, ObjectiveBatch } from './objective.ts';
import { firstOutput } from './train-source.ts';

export interface Step {
  readonly model: LayersModel;
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly clipNorm?: number | undefined;
  readonly clipValue?: number | undefined;
  /** What is minimised instead of `loss`. */
  readonly objective?: Objective | undefined;
}

/** Inputs, targets, and where the samples have them weights, float32 `[N]`. */
export interface WeightedBatch {
  readonly xs: Tensor;
  readonly ys: Tensor;
  readonly weights?: Tensor;
  /** For an objective: what it knows of the batch, and what it prepared. */
  readonly prepared?: { readonly batch: ObjectiveBatch; readonly tensors: NamedTensorMap };
}

/** The trainable weights as the engine's variables: tfjs-layers wraps each one, and reading it returns it. */
export const trainableVariables = (model: LayersModel): Variable[] =>
  model.trainableWeights.map((weight) => weight.read() as Variable);

/** The loss of a batch and the outputs that metrics are measured on. */
function minimised(
  { model, loss, objective }: Step,
  { xs, ys, weights, prepared }: WeightedBatch,
): Minimised {
  const forward = (inputs: Tensor) => model.apply(inputs, { training: true }) as Tensor | Tensor[];
  if (objective !== undefined && prepared !== undefined) {
    return objective.loss(prepared.batch, prepared.tensors, forward);
  }
  const outputs = firstOutput(forward(xs));
  return {
    loss: weights === undefined ? loss(ys, outputs) : weightedLoss(loss, ys, outputs, weights),
    outputs,
  };
}

/** Gradients of one batch, and its loss and metrics from before the step. Call it inside tidy. */
function gradientsOf(step: Step, batch: WeightedBatch) {
  const { model, metrics, objective } = step;
  const kept: Record<string, Tensor> = {};
  const forward = () => {
    const { loss, outputs, others } = minimised(step, batch);
    for (const [name, output] of Object.entries({ ...others, '': outputs })) kept[name] = keep(output);
    return model.calculateLosses().reduce((sum, penalty) => add(sum, penalty) as Scalar, loss);
  };
  try {
    const own = objective?.variables?.() ?? [];
    const { value, grads } = variableGrads(forward, [...trainableVariables(model), ...own]);
    if (own.length > 0) {
      objective?.update?.(Object.fromEntries(own.map(({ name }) => [name, grads[name] as Tensor])));
      for (const { name } of own) delete grads[name];
    }
    return { gradients: grads, measured: measureAll(value, metrics, batch.ys, kept) };
  } finally {
    // They were kept from the tidied forward pass.
    dispose(Object.values(kept));
  }
}

function update({ optimizer, clipNorm, clipValue }: Step, gradients: NamedTensorMap): void {
  const cut = clipValue === undefined ? gradients : clipEach(gradients, clipValue);
  optimizer.applyGradients(clipNorm === undefined ? cut : clipByGlobalNorm(cut, clipNorm));
}

/**
 * One step of gradient descent on one batch, or on several together. The loss includes the penalties of the layers' regularizers.
 *
 * @param before called before each batch, for what the layers need to know
 * @returns the loss and metrics of each batch from before the step; the caller reads and so disposes them.
 */
export function trainStep(
  step: Step,
  batches: readonly WeightedBatch[],
  before: (batch: number) => void = () => {},
): Measured[] {
  const [first] = batches;
  if (first !== undefined && batches.length === 1) {
    return tidy(() => {
      before(0);
      const { gradients, measured } = gradientsOf(step, first);
      update(step, gradients);
      return [measured] as (Measured & TensorContainerObject)[];
    });
  }
  return combined(
    batches,
    (batch, i) => {
      before(i);
      return gradientsOf(step, batch);
    },
    (gradients) => update(step, gradients),
  );
}
