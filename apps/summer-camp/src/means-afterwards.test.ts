import { loadBackend } from '@gradlab/backend';
import { tensorDataset } from '@gradlab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pruned, rounded } from './means-afterwards.ts';
import { networkOf, type Setup } from './means-training.ts';

const setup: Setup = { shape: [8, 8, 3], classes: 2, seed: 1 };
const work = () => ({ setup, train: tensorDataset(xs, ys), options: {} });
let xs: tf.Tensor;
let ys: tf.Tensor;
beforeAll(async () => {
  await loadBackend({ prefer: 'cpu' });
  xs = tf.randomUniform([8, 8, 8, 3], 0, 1, 'float32', 5);
  ys = tf.tensor1d([0, 1, 0, 1, 1, 0, 1, 0], 'int32');
});
afterAll(() => tf.dispose([xs, ys]));

const valuesOf = (model: ReturnType<typeof networkOf>) =>
  model.getWeights().map((weight) => Array.from(weight.dataSync()));

it('prunes half of each kernel, trains the rest, and leaves the baseline as it is', async () => {
  const before = tf.memory().numTensors;
  const trained = networkOf(setup);
  const as = valuesOf(trained);
  const model = await pruned(0.5)(trained, work());
  for (const [i, values] of valuesOf(model).entries()) {
    const zeros = values.filter((value) => value === 0).length;
    expect(zeros).toBe(model.getWeights()[i]?.rank === 1 ? 0 : values.length / 2);
    expect(values).not.toEqual(as[i]);
  }
  expect(valuesOf(trained)).toEqual(as);
  for (const one of [model, trained]) one.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('rounds weights to 16 bits, or to 255 steps of their range', async () => {
  const trained = networkOf(setup);
  const as = valuesOf(trained);
  for (const dtype of ['float16', 'uint8'] as const) {
    const model = await rounded(dtype)(trained, work());
    for (const [i, values] of valuesOf(model).entries()) {
      const exact = as[i] as number[];
      // Halves have 11 digits, and the smallest steps are 2^-24; a byte's step may grow by moving its grid onto 0.
      const step = (Math.max(...exact, 0) - Math.min(...exact, 0)) / 254;
      for (const [k, value] of values.entries()) {
        const wanted = exact[k] as number;
        const bound = dtype === 'float16' ? Math.abs(wanted) * 2 ** -11 + 2 ** -25 : step;
        expect(Math.abs(value - wanted)).toBeLessThanOrEqual(bound);
      }
      if (dtype === 'uint8') expect(new Set(values).size).toBeLessThanOrEqual(256);
    }
    model.dispose();
  }
  trained.dispose();
});
