import { classifier, crossEntropy, fgsm, inputGradient } from '@gradlab/attacks';
import { loadBackend } from '@gradlab/backend';
import { densenet121, densenet169, resnet50, resnet101, vgg16, vgg19 } from '@gradlab/models';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadNetwork, NETWORKS, normalized, withoutBackground } from './imagenet-networks.ts';

beforeAll(() => loadBackend({ prefer: 'wasm', strict: true }));

const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];
const small = { classes: 5, inputShape: [32, 32, 3], seed: 1 } as const;
const context = (options: Record<string, string>) => ({
  dataRoot: '/nowhere',
  options,
  signal: new AbortController().signal,
  onProgress: () => {},
});

/** Small networks of random weights, in the document's architectures. */
const BUILT = {
  vgg16: () => vgg16({ ...small, width: 0.125, hidden: 16 }),
  vgg19: () => vgg19({ ...small, width: 0.125, hidden: 16 }),
  resnet50: () => resnet50({ ...small, width: 0.125 }),
  resnet101: () => resnet101({ ...small, width: 0.125 }),
  densenet121: () => densenet121({ ...small }),
  densenet169: () => densenet169({ ...small }),
};

describe.each(Object.entries(BUILT))('%s, small', (_, build) => {
  it('is attacked through its normalization', async () => {
    const network = build();
    const target = normalized(network);
    const xs = tf.randomUniform([2, 32, 32, 3], 0.1, 0.9, 'float32', 3);
    const labels = tf.tensor1d([0, 1], 'int32');
    const inner = tf.tidy(() => tf.div(tf.sub(xs, MEAN), STD));
    const open = { bounds: [-10, 10] } as const;
    const own = await inputGradient(classifier(network, open), inner, labels, crossEntropy);
    const through = await inputGradient(target, xs, labels, crossEntropy);
    const wanted = tf.tidy(() => tf.div(own, STD));
    const [largest = 0, error = 1] = tf.tidy(() =>
      tf.stack([tf.max(tf.abs(wanted)), tf.max(tf.abs(tf.sub(through, wanted)))]).dataSync(),
    );
    expect(largest).toBeGreaterThan(0);
    expect(error).toBeLessThanOrEqual(1e-4 * largest);
    const adversarial = await fgsm({ eps: 8 / 255 })(target, xs, labels);
    const [step = 0] = tf.tidy(() => tf.max(tf.abs(tf.sub(adversarial, xs))).dataSync());
    expect(step).toBeCloseTo(8 / 255, 6);
    tf.dispose([xs, labels, inner, own, through, wanted, adversarial]);
    network.dispose();
  });
});

it('leaves the output for the background out, and prepares bytes around 128', () => {
  const x = input({ shape: [1, 1, 1] });
  const dense = layers.dense({ units: 4, useBias: false });
  const network = model({ inputs: x, outputs: dense.apply(layers.flatten().apply(x)) as typeof x });
  network.setWeights([tf.tensor2d([[1, 2, 3, 4]])]);
  const logits = withoutBackground(network).logits(tf.tensor4d([1], [1, 1, 1, 1]));
  const z = (255 - 128) / 128;
  const values = [...logits.dataSync()];
  expect(values).toHaveLength(3);
  for (const [index, value] of values.entries()) expect(value).toBeCloseTo((index + 2) * z, 5);
});

it('knows the networks of the document, and where no weights are, says so and leaves nothing behind', async () => {
  expect(NETWORKS).toEqual(expect.arrayContaining(Object.keys(BUILT)));
  const before = tf.memory().numTensors;
  await expect(loadNetwork('densenet121', context({ weights: '/nowhere/a.safetensors' }))).rejects.toThrow(
    /nowhere.a\.safetensors/,
  );
  await expect(loadNetwork('mobilenet-v2', context({}))).rejects.toThrow(
    /no .*mobilenet_v2_1\.0_224.model\.safetensors.*--weights/,
  );
  expect(tf.memory().numTensors).toBe(before);
});
