import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/state-dicts.json' with { type: 'json' };
import { alexnet } from '../alexnet.ts';
import { densenet, densenet121, densenet169 } from '../densenet.ts';
import { googlenet } from '../googlenet.ts';
import { mobilenetV2 } from '../mobilenet-v2.ts';
import { resnet18, resnet50, resnet152 } from '../resnet.ts';
import { rowRnn } from '../row-rnn.ts';
import { noise } from '../test-formula.ts';
import { predict, relativeError } from '../test-support.ts';
import { vgg11, vgg11Bn, vgg16Bn } from '../vgg.ts';
import { wordGru } from '../word-gru.ts';
import { exportWeights } from './export-weights.ts';
import { importWeights } from './import-weights.ts';
import { planOf } from './plan.ts';
import { readSafetensors } from './safetensors.ts';
import type { StoredTensor } from './stored-tensor.ts';

/** The tensor that fixtures/state_dicts.py gives this name. */
function formulaTensor(name: string, shape: readonly number[]): StoredTensor {
  const spread = shape.length > 1 ? Math.sqrt(6 / tf.util.sizeFromShape(shape.slice(1))) : 0.1;
  const scales = shape.length === 1 && /(running_var|weight)$/.test(name);
  const raw = noise(name, shape);
  const data = Float32Array.from(raw.dataSync(), (value) => (2 * value - 1) * spread + (scales ? 1 : 0));
  raw.dispose();
  return { dtype: 'F32', shape, data };
}

const zeros = { classes: 4, initialWeights: 'zeros' } as const;
const odd = { ...zeros, inputShape: [33, 32, 3] } as const;
const tall = { ...zeros, inputShape: [64, 32, 3], width: 1 / 32, hidden: 6 } as const;

const flattened = () =>
  sequential({
    name: 'flattened',
    layers: [
      layers.depthwiseConv2d({ name: 'depthwise', kernelSize: 3, depthMultiplier: 2, inputShape: [6, 4, 3] }),
      layers.flatten(),
      layers.batchNormalization({ name: 'bn', epsilon: 1e-5 }),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ name: 'fc', units: 5 }),
      layers.layerNormalization({ name: 'norm', epsilon: 1e-5 }),
    ],
  });

const SMALL: Readonly<Record<keyof typeof fixture.small, () => LayersModel>> = {
  resnet18: () => resnet18(odd),
  vgg11: () => vgg11(tall),
  vgg11Bn: () => vgg11Bn(tall),
  densenet: () => densenet({ ...odd, blocks: [2, 1, 2, 1], growth: 4, stemChannels: 8, bottleneck: 2 }),
  mobilenetV2: () => mobilenetV2({ ...odd, width: 0.25 }),
  wordGru: () => wordGru({ characters: 7, hidden: 5, classes: 3 }),
  rowRnn: () => rowRnn({ hidden: 6, classes: 3 }),
  flattened,
};

describe.each(Object.entries(SMALL))('%s', (name, create) => {
  const { shapes, input, logits } = fixture.small[name as keyof typeof SMALL];
  const tensors = () =>
    new Map(Object.entries(shapes).map(([key, shape]) => [key, formulaTensor(key, shape)]));

  it("computes PyTorch's logits from PyTorch's weights, and leaks nothing", () => {
    const before = tf.memory().numTensors;
    const model = create();
    const made = tf.memory().numTensors;
    expect(importWeights(model, tensors())).toMatchObject({ naming: 'torchvision', missing: [], unused: [] });
    expect(tf.memory().numTensors).toBe(made);
    const image = noise('input', input);
    const x = input.length === 4 ? tf.transpose(image, [0, 2, 3, 1]) : image.clone();
    expect(relativeError(predict(model, x), logits.flat())).toBeLessThan(1e-5);
    for (const thing of [image, x, model]) thing.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is exported as it was loaded', async () => {
    const [model, given] = [create(), tensors()];
    importWeights(model, given);
    const before = tf.memory().numTensors;
    const exported = readSafetensors(await exportWeights(model));
    expect(tf.memory().numTensors).toBe(before);
    expect([...exported.tensors.keys()].sort()).toEqual([...given.keys()].sort());
    for (const [key, { shape, data }] of exported.tensors) {
      expect(shape).toEqual(given.get(key)?.shape);
      const written = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      expect(written.equals(Buffer.from(given.get(key)?.data.buffer as ArrayBuffer))).toBe(true);
    }
    model.dispose();
  });
});

const PUBLISHED = {
  alexnet,
  vgg11,
  vgg16_bn: vgg16Bn,
  resnet18,
  resnet50,
  resnet152,
  densenet121,
  densenet169,
  mobilenet_v2: mobilenetV2,
  googlenet,
};

it.skipIf(tf.getBackend() !== 'cpu').each(Object.entries(PUBLISHED))(
  '%s has the tensors of torchvision, by name and shape (on cpu alone, where zeros are free)',
  (name, create) => {
    const model = create({ initialWeights: 'zeros' });
    const lines = planOf(model, 'torchvision').map(({ slot }) => `${slot.names[0]} ${slot.shape.join('x')}`);
    const sha256 = createHash('sha256').update(lines.sort().join('\n')).digest('hex');
    expect({ tensors: lines.length, sha256 }).toEqual(fixture.published[name as keyof typeof PUBLISHED]);
    model.dispose();
  },
);
