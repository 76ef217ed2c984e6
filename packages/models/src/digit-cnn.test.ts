import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/networks.json' with { type: 'json' };
import { digitCnn } from './digit-cnn.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork, predict, trainableCount } from './test-support.ts';

const largest = (values: readonly number[]) => values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);

describe('digitCnn', () => {
  itIsANetwork({
    create: digitCnn,
    torch: fixture.networks.digitCnn,
    input: () => noise('image', [1, 28, 28, 1]),
    refuses: [{ classes: 0 }, { classes: 2.5 }, { hidden: -1 }],
  });

  it('has the layers of the homework: 28 -> 26 -> 24 -> 12 -> 10 -> 5', () => {
    const model = digitCnn();
    const shapes = Object.fromEntries(model.layers.map(({ name, outputShape }) => [name, outputShape]));
    expect(shapes).toMatchObject({
      conv1: [null, 26, 26, 16],
      conv2: [null, 24, 24, 32],
      pool2: [null, 12, 12, 32],
      conv3: [null, 10, 10, 64],
      pool3: [null, 5, 5, 64],
      flatten: [null, 1600],
      dense1: [null, 128],
      logits: [null, 10],
    });
    model.dispose();
  });

  it('counts its parameters', () => {
    const convolutions = 9 * 16 + 16 + (9 * 16 * 32 + 32) + (9 * 32 * 64 + 64);
    const dense = 1600 * 128 + 128 + (128 * 10 + 10);
    const plain = digitCnn({ batchNorm: false });
    expect(trainableCount(plain)).toBe(convolutions + dense);
    expect(plain.countParams()).toBe(229_514);
    const normalized = digitCnn();
    expect(trainableCount(normalized)).toBe(convolutions + dense + 2 * (16 + 32 + 64));
    expect(normalized.countParams()).toBe(229_514 + 4 * (16 + 32 + 64));
    plain.dispose();
    normalized.dispose();
  });

  it('starts as PyTorch does: uniform within 1/sqrt(fanIn), kernels and biases', () => {
    const model = digitCnn({ seed: 3 });
    for (const [name, fanIn] of Object.entries({
      conv1: 9,
      conv2: 144,
      conv3: 288,
      dense1: 1600,
      logits: 128,
    })) {
      const bound = 1 / Math.sqrt(fanIn);
      const [kernel, bias] = model.getLayer(name).getWeights() as [tf.Tensor, tf.Tensor];
      const values = Array.from(kernel.dataSync());
      expect(largest(values)).toBeLessThanOrEqual(bound * (1 + 1e-6));
      expect(largest(Array.from(bias.dataSync()))).toBeLessThanOrEqual(bound * (1 + 1e-6));
      // A uniform variable has variance bound^2 / 3; the smallest kernel has 144 values, so three sigma is about 22 %.
      const variance = values.reduce((sum, v) => sum + v * v, 0) / values.length;
      expect(variance / ((bound * bound) / 3)).toBeGreaterThan(0.75);
      expect(variance / ((bound * bound) / 3)).toBeLessThan(1.25);
    }
    model.dispose();
  });

  it("uses PyTorch's batch-norm constants", () => {
    const model = digitCnn();
    expect(model.getLayer('bn2').getConfig()).toMatchObject({ epsilon: 1e-5, momentum: 0.9 });
    model.dispose();
  });

  it('is independent of the batch when evaluated', () => {
    const model = digitCnn({ seed: 5 });
    const x = tf.randomUniform([3, 28, 28, 1], 0, 1, 'float32', 1);
    const second = tf.slice(x, [1, 0, 0, 0], [1, 28, 28, 1]);
    const [whole, alone] = [predict(model, x), predict(model, second)];
    for (const [i, value] of alone.entries()) expect(value).toBeCloseTo(whole[10 + i] as number, 5);
    second.dispose();
    x.dispose();
    model.dispose();
  });
});
