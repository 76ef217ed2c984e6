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
import type { Loss } from './losses.ts';
import { type Measured, measure } from './measure.ts';
import type { Metric } from './metrics.ts';

export interface Step {
  readonly model: LayersModel;
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** The trainable weights as the engine's variables: tfjs-layers wraps each one, and reading it returns it. */
export const trainableVariables = (model: LayersModel): Variable[] =>
  model.trainableWeights.map((weight) => weight.read() as Variable);

/**
 * One step of gradient descent on one batch. The loss includes the penalties of the layers' regularizers.
 *
 * @returns the batch's loss and metrics from before the step; the caller reads and so disposes them.
 */
export function trainStep({ model, optimizer, loss, metrics }: Step, xs: Tensor, ys: Tensor): Measured {
  return tidy(() => {
    let outputs: Tensor | undefined;
    const { value, grads } = variableGrads(() => {
      outputs = keep(model.apply(xs, { training: true }) as Tensor);
      return model.calculateLosses().reduce((sum, penalty) => add(sum, penalty) as Scalar, loss(ys, outputs));
    }, trainableVariables(model));
    optimizer.applyGradients(grads as NamedTensorMap);
    const measured = measure(value, metrics, ys, outputs as Tensor);
    outputs?.dispose();
    return measured as Measured & TensorContainerObject;
  });
}
