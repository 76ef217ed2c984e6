import * as tf from '@tensorflow/tfjs-core';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { signOf } from './sign.ts';
import { rowwise } from './threat.ts';

/**
 * Which random numbers each sample of a batch gets. A stream belongs to a seed and a row, so that a sample's numbers
 * depend neither on how many samples follow it nor on which others are still being attacked.
 */
export interface Streams {
  readonly seed: number;
  /** The stream of each sample. Default 0, 1, ..., N - 1: its place in the batch. */
  readonly rows?: readonly number[];
}

/** A float32 uniform number may be 0, whose logarithm is -Infinity. */
const SMALLEST = 1e-7;

/** The finalizer of MurmurHash3 (Appleby, public domain): every bit of the input decides about every bit of the output. */
function scramble(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A seed for one part (a step, a restart, ...) of what `seed` decides; parts of neighbouring seeds have nothing in common. */
export const partSeed = (seed: number, part: number): number =>
  scramble(scramble(seed) ^ Math.imul(part + 1, 0x9e3779b1));

/** Uniform numbers in [0, 1), of 24 bits: float32 keeps them as they are and never rounds them to 1. */
export function randomOf(seed: number, row: number): () => number {
  const generator = xoroshiro128plus(partSeed(seed, row));
  return () => (generator.next() >>> 8) / 0x1000000;
}

/** Numbers drawn for each sample from its own stream, `shape = [N, ...]`. */
function draw(
  shape: readonly number[],
  { seed, rows }: Streams,
  fill: (to: Float32Array, random: () => number) => void,
) {
  const [samples = 0, ...rest] = shape;
  const size = rest.reduce((product, length) => product * length, 1);
  const values = new Float32Array(samples * size);
  for (let sample = 0; sample < samples; sample++) {
    const random = randomOf(seed, rows?.[sample] ?? sample);
    fill(values.subarray(sample * size, (sample + 1) * size), random);
  }
  return tf.tensor(values, [...shape], 'float32');
}

/** Uniform numbers in `[min, max)`, `shape = [N, ...]`, each sample's from its own stream. */
export function uniformRows(shape: readonly number[], streams: Streams, min = 0, max = 1): tf.Tensor {
  return draw(shape, streams, (to, random) => {
    for (let i = 0; i < to.length; i++) to[i] = min + (max - min) * random();
  });
}

/** Standard normal numbers (Box and Muller 1958), `shape = [N, ...]`, each sample's from its own stream. */
export function normalRows(shape: readonly number[], streams: Streams): tf.Tensor {
  return draw(shape, streams, (to, random) => {
    for (let i = 0; i < to.length; i += 2) {
      const length = Math.sqrt(-2 * Math.log(1 - random()));
      const angle = 2 * Math.PI * random();
      to[i] = length * Math.cos(angle);
      if (i + 1 < to.length) to[i + 1] = length * Math.sin(angle);
    }
  });
}

const exponential = (samples: number, streams: Streams) =>
  tf.neg(tf.log(tf.maximum(uniformRows([samples, 1], streams), SMALLEST)));

const second = ({ seed, ...rest }: Streams): Streams => ({ ...rest, seed: partSeed(seed, 1) });

const within = (values: tf.Tensor, mask: tf.Tensor | undefined) => (mask ? tf.mul(values, mask) : values);

/** Uniform in the unit cube [-1, 1]^D, for each sample of a batch `[N, ...]`; 0 where `mask`, a tensor like the batch, is. */
export function uniformInCube(batch: tf.Tensor, streams: Streams, mask?: tf.Tensor): tf.Tensor {
  return tf.tidy(() => within(uniformRows(batch.shape, streams, -1, 1), mask));
}

/**
 * Uniform in the Euclidean unit ball, for each sample of a batch `[N, ...]`: g / sqrt(|g|^2 + 2 E) with standard normal g
 * and standard exponential E (Barthe, Guedon, Mendelson and Naor 2005, "A probabilistic approach to the geometry of the
 * l_p^n-ball", Annals of Probability 33, theorem 1). A direction times a uniform radius would crowd the centre. With a
 * mask, uniform in the ball of the dimensions that it leaves.
 */
export function uniformInBall(batch: tf.Tensor, streams: Streams, mask?: tf.Tensor): tf.Tensor {
  return rowwise(
    tf.tidy(() => within(normalRows(batch.shape, streams), mask)),
    (normal) => {
      const excess = tf.mul(2, exponential(normal.shape[0], second(streams)));
      return tf.div(normal, tf.sqrt(tf.add(tf.sum(tf.square(normal), 1, true), excess)));
    },
  );
}

/** Uniform in the unit ball of the L1 norm: l / (|l|_1 + E) with Laplace-distributed l, by the same theorem. */
export function uniformInCrossPolytope(batch: tf.Tensor, streams: Streams, mask?: tf.Tensor): tf.Tensor {
  const laplace = tf.tidy(() => {
    const side = uniformRows(batch.shape, streams, -1, 1);
    const magnitude = tf.neg(tf.log(tf.maximum(tf.sub(1, tf.abs(side)), SMALLEST)));
    return within(tf.mul(signOf(side), magnitude), mask);
  });
  return rowwise(laplace, (rows) =>
    tf.div(rows, tf.add(tf.sum(tf.abs(rows), 1, true), exponential(rows.shape[0], second(streams)))),
  );
}
