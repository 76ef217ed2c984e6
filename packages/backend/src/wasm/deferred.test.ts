import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { deferrals } from './deferred.ts';
import { tested } from './test-support.ts';

/** Three layers whose fused operations ask for the gradients of all their inputs at once. */
const model = sequential({
  layers: [
    layers.conv2d({ inputShape: [8, 8, 2], filters: 3, kernelSize: 3, name: 'first' }),
    layers.reLU(),
    layers.conv2d({ filters: 4, kernelSize: 3, name: 'second' }),
    layers.flatten(),
    layers.dense({ units: 5, name: 'last' }),
  ],
});
const x = tf.randomNormal([2, 8, 8, 2], 0, 1, 'float32', 1);
const loss = (input: tf.Tensor) => tf.sum(tf.square(model.apply(input, { training: true }) as tf.Tensor));
afterAll(() => {
  model.dispose();
  x.dispose();
});

const books = () => ({ ...tf.memory(), ids: tf.engine().backend.numDataIds(), unreliable: undefined });

describe.runIf(tested === 'wasm')('gradients that nobody wants', () => {
  beforeEach(() => {
    deferrals.promised = 0;
    deferrals.computed = 0;
  });

  it('training computes all but the gradient of the pixels', () => {
    const before = books();
    const variables = model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
    const { value, grads } = tf.variableGrads(() => loss(x) as tf.Scalar, variables);
    for (const grad of Object.values(grads)) grad.dataSync();
    expect(Object.keys(grads)).toHaveLength(6);
    expect(deferrals.promised - deferrals.computed).toBe(1);
    tf.dispose([value, grads]);
    expect(books()).toEqual(before);
  });

  it('an attack computes the gradient of the pixels, through every layer, and no other', () => {
    const before = books();
    const gradient = tf.grad(loss)(x);
    gradient.dataSync();
    expect(deferrals.computed).toBe(3);
    // A filter or kernel of each of the three layers at least.
    expect(deferrals.promised).toBeGreaterThanOrEqual(6);
    gradient.dispose();
    expect(books()).toEqual(before);
  });

  it('computes late what is read late: also after its inputs were disposed', () => {
    const before = books();
    const initial = tf.randomNormal([3, 3, 2, 4], 0, 1, 'float32', 3);
    const filter = tf.variable(initial);
    const input = tf.clone(x);
    const gradient = tf.tidy(() =>
      tf.grad((w) => tf.sum(tf.square(tf.conv2d(input as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'))))(filter),
    );
    const waiting = deferrals.promised - deferrals.computed;
    const again = tf.reshape(gradient, [18, 4]);
    const zeros = tf.zerosLike(filter);
    filter.assign(zeros);
    tf.dispose([input, gradient, initial, zeros, filter]);
    const late = again.dataSync();
    expect(waiting).toBe(1);
    expect(late.some((value) => value !== 0)).toBe(true);
    again.dispose();
    expect(books()).toEqual(before);
  });

  it('outside of a backward pass nothing is put off', () => {
    const product = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]));
    expect(deferrals.promised).toBe(0);
    product.dispose();
  });
});
