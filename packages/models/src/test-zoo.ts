/** What the tests of the zoo's networks share. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { ModelError } from './errors.ts';
import type { NetworkConfig } from './network/network.ts';
import { noise } from './test-formula.ts';
import { trainableCount } from './test-support.ts';

export interface Count {
  readonly name: string;
  readonly create: (config: NetworkConfig) => LayersModel;
  /** Parameters as PyTorch counts them: without moving statistics. */
  readonly torch: number;
  /** Parameters as Keras counts them: with moving statistics. Default: as PyTorch counts them. */
  readonly keras?: number;
}

/**
 * Builds the whole network. Zeros cost nothing on the cpu backend, whose pages nobody touches; on others a VGG takes half a
 * gigabyte.
 */
export function itCounts(counts: readonly Count[]): void {
  const title = '$name has $torch parameters (counted on cpu alone)';
  it.skipIf(tf.getBackend() !== 'cpu').each(counts)(title, ({ create, torch, keras = torch }) => {
    const model = create({ initialWeights: 'zeros' });
    expect(trainableCount(model)).toBe(torch);
    expect(model.countParams()).toBe(keras);
    model.dispose();
  });
}

/** The loss on four images falls within a few steps; on wasm alone, since the cpu backend takes minutes. */
export function itLearns(create: () => LayersModel, learningRate: number): void {
  it.skipIf(tf.getBackend() === 'cpu')('learns four images by heart (on wasm alone)', () => {
    const model = create();
    const shape = model.inputs[0]?.shape.slice(1) as number[];
    const images = noise('images', [4, ...shape]);
    const labels = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 10), 'float32'));
    const optimizer = tf.train.momentum(learningRate, 0.9);
    const before = tf.memory().numTensors;
    const step = () =>
      tf.tidy(() => {
        const loss = () =>
          tf.losses.softmaxCrossEntropy(labels, model.apply(images, { training: true }) as tf.Tensor);
        return (optimizer.minimize(loss as () => tf.Scalar, true) as tf.Scalar).dataSync()[0] as number;
      });
    const losses = Array.from({ length: 12 }, step);
    expect(losses[0]).toBeGreaterThan(1);
    expect(Math.min(...losses.slice(-3))).toBeLessThan(0.8 * (losses[0] as number));
    const slots = tf.memory().numTensors - before;
    expect(slots).toBe(model.trainableWeights.length);
    for (const thing of [images, labels, optimizer, model]) thing.dispose();
  });
}

/** The smallest image is taken, one pixel less is refused by name, and nothing is left behind. */
export function itNeedsPixels(
  create: (config: NetworkConfig) => LayersModel,
  smallest: number,
  channels = 3,
): void {
  it(`takes images of ${smallest} pixels and refuses smaller ones`, () => {
    const before = tf.memory().numTensors;
    const build = (size: number) =>
      create({ inputShape: [size, size, channels], initialWeights: 'zeros', classes: 2 });
    const model = build(smallest);
    expect(model.outputs[0]?.shape).toEqual([null, 2]);
    model.dispose();
    expect(() => build(smallest - 1)).toThrow(ModelError);
    expect(() => build(smallest - 1)).toThrow(/too small/);
    expect(tf.memory().numTensors).toBe(before);
  });
}

/** Options that no network of the zoo takes. */
export const REFUSED: readonly NetworkConfig[] = [
  { classes: 0 },
  { classes: 2.5 },
  { inputShape: [32, 32] as unknown as [number, number, number] },
  { inputShape: [32, 32, 0] },
  { initialWeights: 'ones' as 'zeros' },
  { numClasses: 10 } as NetworkConfig,
];
