import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import {
  composed,
  type Inputs,
  inFloat64,
  inputsOf,
  NAMES,
  type Name,
  withKeep,
} from './gru-test-support.ts';
import {
  cases,
  differences,
  expectClose,
  gradientOfStates,
  lastOf,
  onCpu,
  runEngine,
  type Sizes,
} from './recurrent-test-support.ts';
import { restoreBackend, tested, type Values, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

async function compare(sizes: Sizes, inputs: Inputs, dy: Values): Promise<void> {
  const expected = await onCpu(composed as never, sizes, inputs as Record<Name, Values>, NAMES, dy);
  const [states, last, gates] = (await runEngine('GradlabGru', { ...inputs })) as [Values, Values, Values];
  expectClose([states, last], [expected.states, lastOf(expected.states)], 1e-5);
  const { recurrentKernel } = inputs;
  const gradients = await runEngine('GradlabGruGradient', { states, gates, recurrentKernel, dy });
  expectClose(gradients, expected.gradients, 2e-5);
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
