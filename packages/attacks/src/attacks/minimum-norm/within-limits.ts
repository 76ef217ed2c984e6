import * as tf from '@tensorflow/tfjs-core';
import { signOf } from '../../threats/sign.ts';
import { asRows } from '../../threats/threat.ts';
import { whereSamples } from '../per-sample.ts';
import { read } from '../read.ts';
import { adam } from './adam.ts';
import type { Box } from './box.ts';
import { column } from './column.ts';
import type { Next, Try } from './tightening.ts';

/** Samples of C&W Linf, `[n, ...]` but for the labels. */
export type Limited = {
  readonly xs: tf.Tensor;
  readonly labels: tf.Tensor1D;
  /** The candidates, which are what `w` stands for. */
  readonly at: tf.Tensor;
  readonly w: tf.Tensor;
  /** The `w` from which a failed try begins again. */
  readonly base: tf.Tensor;
  /** See `adam`. */
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
};

const limitsOf = (tries: readonly Try[], like: tf.Tensor) =>
  column(
    tries.map(({ limit }) => limit),
    like,
  );

/** By how much the values of each sample exceed its limit, summed. */
export async function excesses({ at, xs }: Limited, tries: readonly Try[]): Promise<Float32Array> {
  const [sums = new Float32Array()] = await read(() => {
    const beyond = tf.relu(tf.sub(tf.abs(tf.sub(at, xs)), limitsOf(tries, xs)));
    return [tf.sum(asRows(beyond), 1)];
  });
  return sums;
}

/** A step of Adam for the samples whose try goes on, and a fresh start for the others. */
export function advance(
  { xs, at, w, base, first, second }: Limited,
  gradient: tf.Tensor,
  weights: readonly number[],
  tries: readonly Try[],
  outcomes: readonly (Next | undefined)[],
  space: Box,
  rate: number,
): Partial<Limited> {
  const delta = tf.sub(at, xs);
  const over = tf.cast(tf.greater(tf.abs(delta), limitsOf(tries, xs)), 'float32');
  const uphill = tf.sub(tf.mul(signOf(delta), over), tf.mul(gradient, column(weights, xs)));
  const steps = column(
    tries.map(({ step }) => step),
    xs,
  );
  const moved = adam(tf.mul(uphill, space.slope(w)), { first, second }, steps, rate);
  const next = { w: tf.sub(w, moved.change), first: moved.first, second: moved.second };
  if (outcomes.every((outcome) => outcome?.restart === 'no')) return next;
  const here = outcomes.map((outcome) => outcome?.restart === 'here');
  const back = outcomes.map((outcome) => outcome?.restart === 'base');
  const fresh = outcomes.map((outcome) => outcome?.restart !== 'no');
  const none = tf.zerosLike(xs);
  return {
    w: whereSamples(back, base, whereSamples(here, w, next.w)),
    base: whereSamples(here, w, base),
    first: whereSamples(fresh, none, next.first),
    second: whereSamples(fresh, none, next.second),
  };
}
