import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { digitCnn } from './digit-cnn.ts';
import { ModelError } from './errors.ts';

const trainable = (model: LayersModel) =>
  model.trainableWeights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
const largest = (values: readonly number[]) => values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
const weightsOf = (model: LayersModel) => model.getWeights().map((weight) => Array.from(weight.dataSync()));

describe('digitCnn', () => {
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
    expect(trainable(plain)).toBe(convolutions + dense);
    expect(plain.countParams()).toBe(229_514);
    const normalized = digitCnn();
    expect(trainable(normalized)).toBe(convolutions + dense + 2 * (16 + 32 + 64));
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

  it('is decided by its seed', () => {
    const models = [digitCnn({ seed: 1 }), digitCnn({ seed: 1 }), digitCnn({ seed: 2 })];
    const [first, same, other] = models.map(weightsOf);
    expect(same).toEqual(first);
    expect(other).not.toEqual(first);
    // No two layers may share a stream either.
    const heads = new Set(
      (first ?? []).filter((w) => w[0] !== 0 && w[0] !== 1).map((w) => (w[0] ?? 0) / largest(w)),
    );
    expect(heads.size).toBe(10);
    for (const model of models) model.dispose();
  });

  it('returns logits, not probabilities, and is independent of the batch when evaluated', () => {
    const model = digitCnn({ seed: 5 });
    const x = tf.randomUniform([3, 28, 28, 1], 0, 1, 'float32', 1);
    const [whole, alone] = tf.tidy(() => {
      const predict = (t: tf.Tensor) => Array.from((model.predict(t) as tf.Tensor).dataSync());
      return [predict(x), predict(tf.slice(x, [1, 0, 0, 0], [1, 28, 28, 1]))] as const;
    });
    expect(whole.some((value) => value < 0)).toBe(true);
    for (const [i, value] of alone.entries()) expect(value).toBeCloseTo(whole[10 + i] as number, 5);
    x.dispose();
    model.dispose();
  });

  it('is a plain LayersModel: saved and loaded, it computes the same', async () => {
    const model = digitCnn({ seed: 7 });
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
    expect(weightsOf(loaded)).toEqual(weightsOf(model));
    model.dispose();
    loaded.dispose();
  });

  it('leaves nothing behind when disposed', () => {
    const before = tf.memory().numTensors;
    digitCnn().dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([{ classes: 0 }, { classes: 2.5 }, { hidden: -1 }, { seed: 0.5 }])('refuses %o', (options) => {
    const before = tf.memory().numTensors;
    expect(() => digitCnn(options)).toThrow(ModelError);
    expect(tf.memory().numTensors).toBe(before);
  });
});
