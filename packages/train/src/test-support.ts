import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerRecipe } from './optimizers/recipe.ts';

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
