import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gruSequence, hasKernel, rnnSequence } from './engine-sequence.ts';
import { gruStep } from './gru-step.ts';
import { rnnStep } from './rnn-step.ts';
import { noise } from './test-formula.ts';
import { valuesOf } from './test-support.ts';
import { TorchGru } from './torch-gru.ts';
import type { RecurrentStep, TorchRecurrent } from './torch-recurrent.ts';
import { TorchRnn } from './torch-rnn.ts';

interface Case {
  readonly batch: number;
  readonly time: number;
  readonly features: number;
  readonly units: number;
  readonly returnSequences: boolean;
  readonly skipZeros: boolean;
}

const cases = fc.record<Case>({
  batch: fc.integer({ min: 1, max: 5 }),
  time: fc.integer({ min: 1, max: 5 }),
  features: fc.integer({ min: 1, max: 5 }),
  units: fc.integer({ min: 1, max: 20 }),
  returnSequences: fc.boolean(),
  skipZeros: fc.boolean(),
});

/** The layer in small operations, which every backend has. */
function composed(c: Case, step: RecurrentStep, x: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor {
  const [kernel, recurrentKernel, bias, recurrentBias] = weights as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
    tf.Tensor1D,
  ];
  let h = tf.zeros([c.batch, c.units]) as tf.Tensor2D;
  const states: tf.Tensor[] = [];
  for (let t = 0; t < c.time; t++) {
    const row = tf.reshape(tf.slice(x, [0, t, 0], [c.batch, 1, c.features]), [
      c.batch,
      c.features,
    ]) as tf.Tensor2D;
    const next = step(tf.add(tf.matMul(row, kernel), bias) as tf.Tensor2D, h, recurrentKernel, recurrentBias);
    const letters = tf.step(tf.sum(tf.abs(row), 1, true));
    h = (c.skipZeros ? tf.add(tf.mul(letters, next), tf.mul(tf.sub(1, letters), h)) : next) as tf.Tensor2D;
    states.push(h);
  }
  return c.returnSequences ? tf.stack(states, 1) : h;
}

/** Half of the vectors are zero. */
const someZeros = ({ batch, time, features }: Case) =>
  tf.tidy(() => {
    const present = tf.cast(tf.greater(noise('present', [batch, time, 1]), 0.5), 'float32');
    return tf.mul(tf.sub(noise('x', [batch, time, features]), 0.5), present);
  });

/** Output and gradients with respect to the input and all weights, of the layer and of its composition. */
function compare(c: Case, layer: TorchRecurrent, step: RecurrentStep): void {
  const x = someZeros(c);
  (layer.apply(x) as tf.Tensor).dispose();
  const weights = layer.getWeights().map((weight, i) => tf.sub(noise(`${i}`, weight.shape), 0.5));
  layer.setWeights(weights);
  const before = tf.memory().numTensors;

  const y = layer.apply(x) as tf.Tensor;
  const expected = tf.tidy(() => composed(c, step, x, weights));
  expect(y.shape).toEqual(expected.shape);
  const dy = noise('dy', y.shape);
  const ofInput = tf.grad((input: tf.Tensor) => layer.apply(input) as tf.Tensor)(x, dy);
  const { value, grads } = tf.variableGrads(() => tf.sum(tf.mul(dy, layer.apply(x) as tf.Tensor)));
  const ofWeights = layer.trainableWeights.map(({ name }) => grads[name] as tf.Tensor);
  const [expectedOfInput, ...expectedOfWeights] = tf.grads((input, ...all) =>
    composed(c, step, input as tf.Tensor, all),
  )([x, ...weights], dy) as [tf.Tensor, ...tf.Tensor[]];
  const pairs = [y, ofInput, ...ofWeights].map(
    (tensor, i) => [tensor, [expected, expectedOfInput, ...expectedOfWeights][i] as tf.Tensor] as const,
  );
  for (const [actual, wanted] of pairs) {
    const [found, right] = [valuesOf(actual), valuesOf(wanted)];
    // Relative to the largest, or to 1, the size of the inputs, where they cancel.
    const scale = Math.max(1, ...right.map(Math.abs));
    for (const [i, number] of right.entries()) {
      expect(Math.abs((found[i] as number) - number) / scale).toBeLessThan(2e-5);
    }
  }
  tf.dispose([pairs.flat(), dy, value]);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([x, weights]);
  layer.dispose();
}

describe('sequences in one kernel', () => {
  it('are there on wasm, where @gradlab/backend brings them, and only there', () => {
    for (const { kernelName } of [rnnSequence, gruSequence]) {
      expect(hasKernel(kernelName)).toBe(tf.getBackend() === 'wasm');
    }
  });

  it('make a TorchGru that equals its composition of steps, padded or not', () => {
    fc.assert(
      fc.property(cases, (c) => compare(c, new TorchGru(c), gruStep)),
      { numRuns: 60 },
    );
  });

  it('make a TorchRnn that equals its composition of steps', () => {
    fc.assert(
      fc.property(cases, (c) => compare({ ...c, skipZeros: false }, new TorchRnn(c), rnnStep)),
      { numRuns: 60 },
    );
  });

  it('take a batch without sequences', () => {
    if (tf.getBackend() !== 'wasm') return;
    const layer = new TorchGru({ units: 3, skipZeros: true });
    const x = tf.zeros([0, 4, 2]);
    const y = layer.apply(x) as tf.Tensor;
    expect(y.shape).toEqual([0, 3]);
    for (const thing of [x, y, layer]) thing.dispose();
  });
});
