import {
  add,
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
import { type Measured, measure } from './measure.ts';
import type { Metric } from './metrics/accuracy.ts';

export interface Step {
  readonly model: LayersModel;
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly clipNorm?: number | undefined;
  readonly clipValue?: number | undefined;
}

/** Inputs, targets, and where the samples have them weights, float32 `[N]`. */
export interface WeightedBatch {
  readonly xs: Tensor;
  readonly ys: Tensor;
  readonly weights?: Tensor;
}

/** The trainable weights as the engine's variables: tfjs-layers wraps each one, and reading it returns it. */
export const trainableVariables = (model: LayersModel): Variable[] =>
  model.trainableWeights.map((weight) => weight.read() as Variable);

/** Gradients of one batch, and its loss and metrics from before the step. Call it inside tidy. */
function gradientsOf({ model, loss, metrics }: Step, { xs, ys, weights }: WeightedBatch) {
  let outputs: Tensor | undefined;
  const forward = () => {
    outputs = keep(model.apply(xs, { training: true }) as Tensor);
    const mean = weights === undefined ? loss(ys, outputs) : weightedLoss(loss, ys, outputs, weights);
    return model.calculateLosses().reduce((sum, penalty) => add(sum, penalty) as Scalar, mean);
  };
  try {
    const { value, grads } = variableGrads(forward, trainableVariables(model));
    return { gradients: grads, measured: measure(value, metrics, ys, outputs as unknown as Tensor) };
  } finally {
    // It was kept from the tidied forward pass.
    (outputs as Tensor | undefined)?.dispose();
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
