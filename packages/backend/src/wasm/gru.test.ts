import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import {
  type Case,
  cases,
  differences,
  expectClose,
  gradientOfStates,
  lastOf,
  onCpu,
  runEngine,
  type Sizes,
  unrolled,
} from './recurrent-test-support.ts';
import { random, restoreBackend, tested, type Values, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

const NAMES = ['projected', 'bias', 'recurrentKernel', 'recurrentBias'] as const;
type Name = (typeof NAMES)[number];
type Inputs<T = Values> = Record<Name, T> & { keep?: T };

const inputsOf = ({ batch, time, units, seed }: Case): Inputs => ({
  projected: random([batch, time, 3 * units], seed),
  bias: random([3 * units], seed + 1),
  recurrentKernel: random([units, 3 * units], seed + 2),
  recurrentBias: random([3 * units], seed + 3),
});

/** The update gate is wide open at some steps. */
function withKeep(inputs: Inputs, { batch, time, seed }: Case): Inputs {
  const { values, shape } = random([batch, time], seed + 4);
  return { ...inputs, keep: { values: values.map((value) => (value > 0 ? 1e4 : 0)), shape } };
}

function composed({ projected, bias, recurrentKernel, recurrentBias, keep }: Inputs<tf.Tensor>): tf.Tensor[] {
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

async function compare(sizes: Sizes, inputs: Inputs, dy: Values): Promise<void> {
  const expected = await onCpu(composed as never, sizes, inputs as Record<Name, Values>, NAMES, dy);
  const [states, last, gates] = (await runEngine('GradlabGru', { ...inputs })) as [Values, Values, Values];
  expectClose([states, last], [expected.states, lastOf(expected.states)], 1e-5);
  const { recurrentKernel } = inputs;
  const gradients = await runEngine('GradlabGruGradient', { states, gates, recurrentKernel, dy });
  expectClose(gradients, expected.gradients, 2e-5);
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The layer in float64. */
function inFloat64({ batch, time, units }: Sizes, inputs: Record<Name, Float64Array>): Float64Array {
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

describe.runIf(tested === 'wasm')('GradlabGru', () => {
  it('gives the states and gradients of the composed layer on the cpu backend: any size', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async (c, keep) => {
        const inputs = inputsOf(c);
        await compare(c, keep ? withKeep(inputs, c) : inputs, gradientOfStates(c));
      }),
      { numRuns: 150 },
    );
  });

  it('does so over several slices of depth and blocks of rows', async () => {
    for (const [batch, time, units] of [
      [131, 3, 33],
      [3, 2, 270],
      [7, 60, 11],
    ] as const) {
      const c = { batch, time, units, seed: 1, last: false };
      const inputs = inputsOf(c);
      // So that hundreds of states neither saturate nor make each other chaotic.
      const small = inputs.recurrentKernel.values.map((value) => value / Math.sqrt(units));
      const recurrentKernel = { ...inputs.recurrentKernel, values: small };
      await compare(c, { ...inputs, recurrentKernel }, gradientOfStates(c));
    }
  });

  it('keeps the state to the last bit where the update gate is open', async () => {
    const c = { batch: 3, time: 4, units: 7, seed: 2, last: true };
    const keep = {
      values: Float32Array.from({ length: 12 }, (_, i) => (i % 4 < 2 ? 0 : 1e4)),
      shape: [3, 4],
    };
    const [states, last] = (await runEngine('GradlabGru', { ...inputsOf(c), keep })) as [Values, Values];
    for (let n = 0; n < 3; n++) {
      const after = (t: number) => states.values.slice((4 * n + t) * 7, (4 * n + t + 1) * 7);
      expect(after(1)).not.toEqual(after(0));
      expect(after(2)).toEqual(after(1));
      expect(after(3)).toEqual(after(1));
      expect(last.values.slice(7 * n, 7 * n + 7)).toEqual(after(1));
    }
  });

  it('carries NaN and infinity as the composed layer does', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.constantFrom(...NAMES), async (c, name) => {
        const inputs = inputsOf(c);
        await compare(c, { ...inputs, [name]: withSpecials(inputs[name], c.seed) }, gradientOfStates(c));
      }),
      { numRuns: 100 },
    );
  });

  it('carries NaN and infinity of the signal as the composed layer does', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (c) =>
        compare(c, inputsOf(c), withSpecials(gradientOfStates(c), c.seed)),
      ),
      { numRuns: 100 },
    );
  });

  it('has the gradients that differences of the float64 layer give', async () => {
    const c = { batch: 2, time: 3, units: 5, seed: 3, last: false };
    const inputs = inputsOf(c);
    const dy = gradientOfStates(c);
    const [states, , gates] = (await runEngine('GradlabGru', { ...inputs })) as [Values, Values, Values];
    const { recurrentKernel } = inputs;
    const gradients = await runEngine('GradlabGruGradient', { states, gates, recurrentKernel, dy });
    const doubles = Object.fromEntries(
      NAMES.map((name) => [name, Float64Array.from(inputs[name].values)]),
    ) as Record<Name, Float64Array>;
    const expected = NAMES.map((name) => ({
      shape: inputs[name].shape,
      values: differences(
        (moved) => inFloat64(c, { ...doubles, [name]: moved }),
        inputs[name].values,
        dy.values,
      ),
    }));
    expectClose(gradients, expected, 1e-5);
  });

  it.each([
    ['a kernel with the columns of one gate', { recurrentKernel: [3, 3] }],
    ['a bias of another size', { bias: [3] }],
    ['a recurrent bias of another size', { recurrentBias: [12] }],
    ['inputs of another size', { projected: [2, 4, 3] }],
    ['an opening of the update gate per unit', { keep: [2, 4, 3] }],
  ])('refuses %s', async (_, wrong) => {
    const shapes = {
      projected: [2, 4, 9],
      bias: [9],
      recurrentKernel: [3, 9],
      recurrentBias: [9],
      ...wrong,
    };
    const before = tf.memory().numTensors;
    const tensors = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, tf.zeros(shape)]),
    );
    expect(() => tf.engine().runKernel('GradlabGru', tensors)).toThrow(EngineError);
    tf.dispose(tensors);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses gates of another sequence, and a signal that is of no state', async () => {
    const [states, recurrentKernel] = [tf.zeros([2, 4, 3]), tf.zeros([3, 9])];
    const [right, wrong] = [tf.zeros([2, 4, 12]), tf.zeros([2, 3, 12])];
    const gradient = (gates: tf.Tensor, dy: tf.Tensor) =>
      tf.engine().runKernel('GradlabGruGradient', { states, gates, recurrentKernel, dy });
    expect(() => gradient(wrong, states)).toThrow(EngineError);
    expect(() => gradient(right, right)).toThrow(EngineError);
    tf.dispose([states, recurrentKernel, right, wrong]);
  });
});
