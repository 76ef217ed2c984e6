import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import type { FitOptions } from './fit-options.ts';
import { mse } from './losses/regression.ts';
import type { OptimizerRecipe } from './optimizers/recipe.ts';
import { sgd } from './optimizers/sgd.ts';

/** One weight w, from 1; outputs w x. */
export const line = (): LayersModel =>
  sequential({
    layers: [layers.dense({ units: 1, inputShape: [1], useBias: false, kernelInitializer: 'ones' })],
  });

export const weightOf = (model: LayersModel): number => model.getWeights()[0]?.dataSync()[0] as number;

/** One step of plain gradient descent on the mean square, in the order of the data. */
export const lineOptions = (changes: Partial<FitOptions>): FitOptions => ({
  optimizer: sgd(0.01),
  epochs: 1,
  batchSize: 3,
  loss: mse,
  shuffle: false,
  ...changes,
});

/** Minimizes w^2 from w = 1, whose gradient is 2 w, and returns w after each step. */
export function minimizeSquare(recipe: OptimizerRecipe, steps: number): number[] {
  const optimizer = recipe();
  const w = tf.tidy(() => tf.variable(tf.scalar(1)));
  const values = Array.from({ length: steps }, () => {
    optimizer.minimize(() => tf.square(w) as tf.Scalar, false, [w]);
    return w.dataSync()[0] as number;
  });
  optimizer.dispose();
  w.dispose();
  return values;
}
