import * as tf from '@tensorflow/tfjs-core';
import { signOf } from './sign.ts';
import { rowwise } from './threat.ts';

/** A float32 uniform number may round to 1, whose logarithm of the complement is -Infinity. */
const SMALLEST = 1e-7;

// TensorFlow.js takes the seed 0 of a normal distribution for "none": streams of odd and even numbers other than 0.
const firstStream = (seed: number) => 2 * seed + 1;
const secondStream = (seed: number) => 2 * seed + 2;

const exponential = (shape: [number, number], seed: number) =>
  tf.neg(tf.log(tf.maximum(tf.randomUniform(shape, 0, 1, 'float32', seed), SMALLEST)));

/** Uniform in the unit cube [-1, 1]^D, for each sample of a batch `[N, ...]`. */
export function uniformInCube(batch: tf.Tensor, seed: number): tf.Tensor {
  return tf.randomUniform(batch.shape, -1, 1, 'float32', firstStream(seed));
}

/**
 * Uniform in the Euclidean unit ball, for each sample of a batch `[N, ...]`: g / sqrt(|g|^2 + 2 E) with standard normal g
 * and standard exponential E (Barthe, Guedon, Mendelson and Naor 2005, "A probabilistic approach to the geometry of the
 * l_p^n-ball", Annals of Probability 33, theorem 1). A direction times a uniform radius would crowd the centre.
 */
export function uniformInBall(batch: tf.Tensor, seed: number): tf.Tensor {
  return rowwise(batch, (rows) => {
    const normal = tf.randomNormal(rows.shape, 0, 1, 'float32', firstStream(seed));
    const excess = tf.mul(2, exponential([rows.shape[0], 1], secondStream(seed)));
    return tf.div(normal, tf.sqrt(tf.add(tf.sum(tf.square(normal), 1, true), excess)));
  });
}

/** Uniform in the unit ball of the L1 norm: l / (|l|_1 + E) with Laplace-distributed l, by the same theorem. */
export function uniformInCrossPolytope(batch: tf.Tensor, seed: number): tf.Tensor {
  return rowwise(batch, (rows) => {
    const side = tf.randomUniform(rows.shape, -1, 1, 'float32', firstStream(seed));
    const magnitude = tf.neg(tf.log(tf.maximum(tf.sub(1, tf.abs(side)), SMALLEST)));
    const excess = exponential([rows.shape[0], 1], secondStream(seed));
    const laplace = tf.mul(signOf(side), magnitude);
    return tf.div(laplace, tf.add(tf.sum(magnitude, 1, true), excess));
  });
}
