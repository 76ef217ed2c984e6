import type { Optimizer } from '@tensorflow/tfjs-core';

/**
 * Makes an optimizer for one run. `fit` takes a recipe rather than an optimizer because an optimizer owns tensors (momenta)
 * that belong to the weights of one run and end with it. `() => tf.train.adadelta()` is one too, but only those of this package
 * follow a schedule.
 */
export type OptimizerRecipe = () => Optimizer;
