import {
  add,
  keep,
  type NamedTensorMap,
  type Optimizer,
  type Scalar,
  type Tensor,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Loss } from './losses.ts';
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

/** Reads scalars without stalling a GPU more than once. */
export async function readScalars(
  scalars: Readonly<Record<string, Scalar>>,
): Promise<Record<string, number>> {
  const entries = Object.entries(scalars);
  const values = await Promise.all(entries.map(([, scalar]) => scalar.data()));
  for (const [, scalar] of entries) scalar.dispose();
  return Object.fromEntries(entries.map(([name], i) => [name, values[i]?.[0] ?? Number.NaN]));
}

/**
 * One step of gradient descent on one batch. The loss includes the penalties of the layers' regularizers.
 *
 * @returns the batch's loss and metrics from before the step, as scalars that the caller owns.
 */
export function trainStep(
  { model, optimizer, loss, metrics }: Step,
  xs: Tensor,
  ys: Tensor,
): Record<string, Scalar> {
  return tidy(() => {
    let outputs: Tensor | undefined;
    const { value, grads } = variableGrads(() => {
      outputs = keep(model.apply(xs, { training: true }) as Tensor);
      return model.calculateLosses().reduce((sum, penalty) => add(sum, penalty) as Scalar, loss(ys, outputs));
    }, trainableVariables(model));
    optimizer.applyGradients(grads as NamedTensorMap);
    const figures: Record<string, Scalar> = { loss: value };
    for (const [name, metric] of Object.entries(metrics)) figures[name] = metric(ys, outputs as Tensor);
    outputs?.dispose();
    return figures;
  });
}
