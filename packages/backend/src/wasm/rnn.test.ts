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

const NAMES = ['projected', 'bias', 'recurrentKernel'] as const;
type Name = (typeof NAMES)[number];

const inputsOf = ({ batch, time, units, seed }: Case): Record<Name, Values> => ({
  projected: random([batch, time, units], seed),
  bias: random([units], seed + 1),
  recurrentKernel: random([units, units], seed + 2),
});

const composed = ({ projected, bias, recurrentKernel }: Readonly<Record<Name, tf.Tensor>>) =>
  unrolled(projected, bias.size, (input, before) => {
    const recurrent = tf.matMul(before, recurrentKernel as tf.Tensor2D);
    return tf.tanh(tf.add(tf.add(input, bias), recurrent)) as tf.Tensor2D;
  });

async function compare(sizes: Sizes, inputs: Record<Name, Values>, dy: Values): Promise<void> {
  const expected = await onCpu(composed, sizes, inputs, NAMES, dy);
  const [states, last] = (await runEngine('GradlabRnn', inputs)) as [Values, Values];
  expectClose([states, last], [expected.states, lastOf(expected.states)], 1e-5);
  const { recurrentKernel } = inputs;
  const gradients = await runEngine('GradlabRnnGradient', { states, recurrentKernel, dy });
  expectClose(gradients, expected.gradients, 2e-5);
}

/** The layer in float64. */
function inFloat64({ batch, time, units }: Sizes, inputs: Record<Name, Float64Array>): Float64Array {
  const { projected, bias, recurrentKernel } = inputs;
  const states = new Float64Array(batch * time * units);
  for (let n = 0; n < batch; n++) {
    for (let t = 0; t < time; t++) {
      const row = (n * time + t) * units;
      for (let j = 0; j < units; j++) {
        let sum = (projected[row + j] as number) + (bias[j] as number);
        for (let i = 0; i < units && t > 0; i++) {
          sum += (states[row - units + i] as number) * (recurrentKernel[i * units + j] as number);
        }
        states[row + j] = Math.tanh(sum);
      }
    }
  }
  return states;
}

describe.runIf(tested === 'wasm')('GradlabRnn', () => {
  it('gives the states and gradients of the composed layer on the cpu backend: any size', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (c) => compare(c, inputsOf(c), gradientOfStates(c))),
      { numRuns: 150 },
    );
  });

  it('does so over several slices of depth and blocks of rows', async () => {
    for (const [batch, time, units] of [
      [131, 4, 33],
      [3, 2, 523],
      [7, 90, 11],
    ] as const) {
      const c = { batch, time, units, seed: 1, last: false };
      const inputs = inputsOf(c);
      // So that hundreds of states neither saturate nor make each other chaotic.
      const small = inputs.recurrentKernel.values.map((value) => value / Math.sqrt(units));
      await compare(
        c,
        { ...inputs, recurrentKernel: { ...inputs.recurrentKernel, values: small } },
        gradientOfStates(c),
      );
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
    const [states] = (await runEngine('GradlabRnn', inputs)) as [Values];
    const { recurrentKernel } = inputs;
    const gradients = await runEngine('GradlabRnnGradient', { states, recurrentKernel, dy });
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
    ['a kernel of another size', { recurrentKernel: [3, 2] }],
    ['a bias of another size', { bias: [4] }],
    ['inputs without a time axis', { projected: [2, 3] }],
  ])('refuses %s', async (_, wrong) => {
    const shapes = { projected: [2, 4, 3], bias: [3], recurrentKernel: [3, 3], ...wrong };
    const before = tf.memory().numTensors;
    const tensors = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, tf.zeros(shape)]),
    );
    expect(() => tf.engine().runKernel('GradlabRnn', tensors)).toThrow(EngineError);
    tf.dispose(tensors);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses integers, and a signal that is of no state', async () => {
    const states = tf.zeros([2, 4, 3]);
    const [kernel, integers] = [tf.zeros([3, 3]), tf.zeros([3, 3], 'int32')];
    const dy = tf.zeros([2, 4]);
    const gradient = (recurrentKernel: tf.Tensor, of: tf.Tensor) =>
      tf.engine().runKernel('GradlabRnnGradient', { states, recurrentKernel, dy: of });
    expect(() => gradient(integers, states)).toThrow(EngineError);
    expect(() => gradient(kernel, dy)).toThrow(EngineError);
    tf.dispose([states, kernel, integers, dy]);
  });
});
