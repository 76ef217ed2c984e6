import * as tf from '@tensorflow/tfjs-core';
import { type Case, type Sizes, unrolled } from './recurrent-test-support.ts';
import { random, type Values } from './test-support.ts';

export const NAMES = ['projected', 'bias', 'recurrentKernel', 'recurrentBias'] as const;
export type Name = (typeof NAMES)[number];
export type Inputs<T = Values> = Record<Name, T> & { keep?: T };

export const inputsOf = ({ batch, time, units, seed }: Case): Inputs => ({
  projected: random([batch, time, 3 * units], seed),
  bias: random([3 * units], seed + 1),
  recurrentKernel: random([units, 3 * units], seed + 2),
  recurrentBias: random([3 * units], seed + 3),
});

/** The update gate is wide open at some steps. */
export function withKeep(inputs: Inputs, { batch, time, seed }: Case): Inputs {
  const { values, shape } = random([batch, time], seed + 4);
  return { ...inputs, keep: { values: values.map((value) => (value > 0 ? 1e4 : 0)), shape } };
}

export function composed({
  projected,
  bias,
  recurrentKernel,
  recurrentBias,
  keep,
}: Inputs<tf.Tensor>): tf.Tensor[] {
  const units = bias.size / 3;
  return unrolled(projected, units, (input, before, t) => {
    const [pr, pz, pn] = tf.split(tf.add(input, bias), 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const recurrent = tf.add(tf.matMul(before, recurrentKernel as tf.Tensor2D), recurrentBias);
    const [hr, hz, hn] = tf.split(recurrent, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const open = keep ? tf.slice(keep, [0, t], [keep.shape[0] as number, 1]) : 0;
    const r = tf.sigmoid(tf.add(pr, hr));
    const z = tf.sigmoid(tf.add(tf.add(pz, open), hz));
    const n = tf.tanh(tf.add(pn, tf.mul(r, hn)));
    return tf.add(tf.mul(tf.sub(1, z), n), tf.mul(z, before)) as tf.Tensor2D;
  });
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The layer in float64. */
export function inFloat64({ batch, time, units }: Sizes, inputs: Record<Name, Float64Array>): Float64Array {
  const at = (name: Name, index: number) => inputs[name][index] as number;
  const states = new Float64Array(batch * time * units);
  for (let row = 0; row < batch * time; row++) {
    const before = (i: number) => (row % time === 0 ? 0 : (states[(row - 1) * units + i] as number));
    for (let j = 0; j < units; j++) {
      const input = (gate: number) =>
        at('projected', (row * 3 + gate) * units + j) + at('bias', gate * units + j);
      const recurrent = (gate: number) => {
        let sum = at('recurrentBias', gate * units + j);
        for (let i = 0; i < units; i++) sum += before(i) * at('recurrentKernel', (3 * i + gate) * units + j);
        return sum;
      };
      const r = sigmoid(input(0) + recurrent(0));
      const z = sigmoid(input(1) + recurrent(1));
      states[row * units + j] = (1 - z) * Math.tanh(input(2) + r * recurrent(2)) + z * before(j);
    }
  }
  return states;
}
