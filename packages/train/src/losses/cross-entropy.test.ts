import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { accuracy } from '../metrics/accuracy.ts';
import { crossEntropy } from './cross-entropy.ts';
import { mse } from './regression.ts';

const numbers = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const logits = [
  [2, 1, 0],
  [-1, 3, 0],
];
const softmax = (row: readonly number[]) => {
  const sum = row.reduce((total, z) => total + Math.exp(z), 0);
  return row.map((z) => Math.exp(z) / sum);
};

describe('crossEntropy', () => {
  it('is the mean negative log-probability of the target', () => {
    const expected = -(Math.log(softmax(logits[0]!)[0]!) + Math.log(softmax(logits[1]!)[2]!)) / 2;
    const value = tf.tidy(() => numbers(crossEntropy(tf.tensor1d([0, 2], 'int32'), tf.tensor2d(logits))));
    expect(value[0]).toBeCloseTo(expected, 5);
  });

  it('has the gradient (p - onehot) / N', () => {
    const gradient = tf.tidy(() => {
      const targets = tf.tensor1d([0, 2], 'int32');
      return numbers(tf.grad((z) => crossEntropy(targets, z))(tf.tensor2d(logits)));
    });
    const onehot = [1, 0, 0, 0, 0, 1];
    for (const [i, p] of logits.flatMap(softmax).entries())
      expect(gradient[i]).toBeCloseTo((p - onehot[i]!) / 2, 5);
  });

  it('still has a gradient where probabilities would be clipped', () => {
    const gradient = tf.tidy(() => {
      const targets = tf.tensor1d([0], 'int32');
      return numbers(tf.grad((z) => crossEntropy(targets, z))(tf.tensor2d([[20, 0]])));
    });
    expect(gradient[1]).toBeCloseTo(Math.exp(-20), 12);
    expect(gradient[1]).toBeGreaterThan(0);
  });

  it('is computed by one kernel where the backend has it, else by several, to the same values', () => {
    const targets = tf.tensor1d([0, 2], 'int32');
    const result = () =>
      tf.tidy(() => {
        const { value, grad } = tf.valueAndGrad((z) => crossEntropy(targets, z))(tf.tensor2d(logits));
        return [...numbers(value), ...numbers(grad)];
      });
    const first = result();
    const fused = tf.getKernel('GradlabSoftmaxCrossEntropy', tf.getBackend()) as tf.KernelConfig | undefined;
    expect(fused !== undefined).toBe(tf.getBackend() === 'wasm');
    if (fused) tf.unregisterKernel(fused.kernelName, fused.backendName);
    const second = result();
    if (fused) tf.registerKernel(fused);
    for (const [i, value] of first.entries()) expect(second[i]).toBeCloseTo(value, 6);
    targets.dispose();
  });

  it.runIf(tf.getBackend() === 'wasm')('refuses a target that is no class', () => {
    tf.tidy(() => {
      expect(() => crossEntropy(tf.tensor1d([0, 3], 'int32'), tf.tensor2d(logits))).toThrow(/label 1 is 3/);
    });
  });

  it('refuses targets of another type, and a wrong count', () => {
    tf.tidy(() => {
      expect(() => crossEntropy(tf.zeros([2, 2]), tf.tensor2d(logits))).toThrow(TrainError);
      expect(() => crossEntropy(tf.zeros([2, 3], 'int32'), tf.tensor2d(logits))).toThrow(/int32 \[2,3\]/);
      expect(() => crossEntropy(tf.tensor1d([1], 'int32'), tf.tensor2d(logits))).toThrow(/\[1\] and \[2,3\]/);
    });
  });
});

describe('mse', () => {
  it('averages over all elements', () => {
    const value = tf.tidy(() => numbers(mse(tf.tensor2d([[1, 2]]), tf.tensor2d([[3, 5]]))));
    expect(value[0]).toBeCloseTo((4 + 9) / 2, 6);
  });

  it('refuses to broadcast', () => {
    tf.tidy(() => {
      expect(() => mse(tf.zeros([4]), tf.zeros([4, 1]))).toThrow(/\[4\] and \[4,1\]/);
    });
  });
});

describe('accuracy', () => {
  it('is 1 where the largest logit is the target', () => {
    const value = tf.tidy(() => numbers(accuracy(tf.tensor1d([0, 2], 'int32'), tf.tensor2d(logits))));
    expect(value).toEqual([1, 0]);
  });
});

it('losses and metrics leave only their result', () => {
  const targets = tf.tensor1d([0, 2], 'int32');
  const outputs = tf.tensor2d(logits);
  const before = tf.memory().numTensors;
  const results = [crossEntropy(targets, outputs), mse(outputs, outputs), accuracy(targets, outputs)];
  expect(tf.memory().numTensors).toBe(before + 3);
  tf.dispose([results, targets, outputs]);
});
