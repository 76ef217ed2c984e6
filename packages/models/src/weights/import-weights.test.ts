import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as modelOf,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mobilenetV1 } from '../mobilenet-v1.ts';
import { mobilenetV2 } from '../mobilenet-v2.ts';
import { resnetCifar } from '../resnet-cifar.ts';
import { weightsOf } from '../test-support.ts';
import { vgg11 } from '../vgg.ts';
import { wordGru } from '../word-gru.ts';
import { WeightsMismatchError, WeightsOptionError } from './errors.ts';
import { exportWeights } from './export-weights.ts';
import type { ImportOptions } from './import-options.ts';
import { importWeights } from './import-weights.ts';
import { readNpz } from './npz.ts';
import { NAMINGS } from './plan.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { StoredTensor, StoredTensors } from './stored-tensor.ts';

const tiny = (seed = 0) =>
  sequential({
    name: 'tiny',
    layers: [
      layers.conv2d({ name: 'conv', filters: 2, kernelSize: [3, 2], inputShape: [5, 4, 3] }),
      layers.batchNormalization({ name: 'bn' }),
      layers.flatten({ name: 'flatten' }),
      layers.dense({ name: 'fc', units: 4, kernelInitializer: `${seed}` === '0' ? 'zeros' : 'ones' }),
    ],
  });

const tensorsOf = async (model: LayersModel, options = {}) =>
  new Map(readSafetensors(await exportWeights(model, options)).tensors);

/** Fills a model with any bits, NaNs with a payload too. */
function fill(model: LayersModel, words: Iterator<number>): void {
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const size = tf.util.sizeFromShape(weight.shape as number[]);
      const bits = Uint32Array.from({ length: size }, () => words.next().value as number);
      const value = tf.tensor(new Float32Array(bits.buffer), weight.shape as number[]);
      weight.write(value);
      value.dispose();
    }
  }
}

const bitsOf = (model: LayersModel) =>
  model.getWeights().map((weight) => Array.from(new Uint32Array(new Float32Array(weight.dataSync()).buffer)));

describe('export and import', () => {
  const sides = fc.tuple(...[3, 4, 2, 3].map((max) => fc.integer({ min: 1, max })));

  it('give back every bit of layers of any shape, in every format and naming', async () => {
    await fc.assert(
      fc.asyncProperty(
        sides,
        fc.constantFrom(...NAMINGS),
        fc.constantFrom('safetensors', 'npz'),
        fc.infiniteStream(fc.nat(2 ** 32 - 1)),
        async ([size, channels, filters, units], naming, format, words) => {
          const build = () =>
            sequential({
              layers: [
                layers.depthwiseConv2d({
                  name: 'd',
                  kernelSize: [size!, 1],
                  depthMultiplier: filters!,
                  inputShape: [5, 4, channels!],
                }),
                layers.conv2d({ name: 'c', kernelSize: [1, size!], filters: filters!, useBias: false }),
                layers.batchNormalization({ name: 'n', scale: false }),
                layers.flatten({ name: 'f' }),
                layers.dense({ name: 'g', units: units! }),
                layers.layerNormalization({ name: 'l' }),
              ],
            });
          const [from, to] = [build(), build()];
          fill(from, words);
          const bytes = await exportWeights(from, { naming, format: format as 'npz' });
          const read = format === 'npz' ? readNpz(bytes) : readSafetensors(bytes).tensors;
          importWeights(to, read, { naming });
          expect(bitsOf(to)).toEqual(bitsOf(from));
          from.dispose();
          to.dispose();
        },
      ),
      { numRuns: 20 },
    );
  });

  it('find the naming by themselves', async () => {
    const models = {
      torchvision: () => resnetCifar({ depth: 8, shortcut: 'B', seed: 1 }),
      timm: () => mobilenetV2({ width: 0.1, classes: 3, inputShape: [32, 32, 3], seed: 1 }),
      keras: () => wordGru({ characters: 5, hidden: 3, seed: 1 }),
    };
    for (const [naming, create] of Object.entries(models)) {
      const [from, to] = [create(), create()];
      const report = importWeights(to, await tensorsOf(from, { naming }));
      expect(report.naming).toBe(naming);
      expect(weightsOf(to)).toEqual(weightsOf(from));
      from.dispose();
      to.dispose();
    }
  });

  it('round to F16 and BF16, and refuse what is too large for them', async () => {
    const model = tiny();
    model.getLayer('fc').setWeights([tf.fill([18, 4], 1 / 3), tf.fill([4], 65_520)]);
    const kernel = (tensors: StoredTensors) => new Set(tensors.get('fc.weight')?.data as Uint16Array);
    expect(kernel(await tensorsOf(model, { dtype: 'BF16' }))).toEqual(new Set([0x3eab]));
    await expect(exportWeights(model, { dtype: 'F16' })).rejects.toThrow(/fc\.bias holds 65520.*F16/);
    await expect(exportWeights(model, { dtype: 'F16' })).rejects.toThrow(WeightsOptionError);
    model.dispose();
  });

  it('take the names that a map gives', async () => {
    const model = tiny();
    const names = (options: object) => tensorsOf(model, options).then((tensors) => [...tensors.keys()]);
    expect(await names({ map: { fc: 'head' } })).toContain('head.weight');
    expect(await names({ map: (layer: string) => (layer === 'bn' ? 'norm' : undefined) })).toContain(
      'norm.running_var',
    );
    expect(await names({ naming: 'keras' })).toContain('bn/moving_variance');
    await expect(exportWeights(model, { map: () => 'same' })).rejects.toThrow(
      /conv and bn would both be same\.weight/,
    );
    model.dispose();
  });
});

describe('names of published networks', () => {
  const namesOf = async (model: LayersModel, naming: 'torchvision' | 'timm') => {
    const names = [...(await tensorsOf(model, { naming })).keys()];
    model.dispose();
    return names;
  };
  const small = { width: 1 / 32, classes: 2, inputShape: [32, 32, 3], initialWeights: 'zeros' } as const;

  it("are timm's for VGG and MobileNets", async () => {
    const vgg = await namesOf(vgg11({ ...small, hidden: 3 }), 'timm');
    for (const name of [
      'features.0.weight',
      'pre_logits.fc1.weight',
      'pre_logits.fc2.bias',
      'head.fc.weight',
    ])
      expect(vgg).toContain(name);
    const v2 = await namesOf(mobilenetV2(small), 'timm');
    for (const name of [
      'conv_stem.weight',
      'bn1.running_var',
      'blocks.0.0.conv_dw.weight',
      'blocks.0.0.bn1.bias',
      'blocks.0.0.conv_pw.weight',
      'blocks.0.0.bn2.weight',
      'blocks.1.0.conv_pw.weight',
      'blocks.1.1.conv_pwl.weight',
      'blocks.3.3.bn3.running_mean',
      'blocks.6.0.conv_dw.weight',
      'conv_head.weight',
      'bn2.weight',
      'classifier.weight',
    ])
      expect(v2).toContain(name);
    expect(v2).toHaveLength(52 * 5 + 2);
    const v1 = await namesOf(mobilenetV1(small), 'timm');
    for (const name of [
      'conv_stem.weight',
      'blocks.0.0.conv_dw.weight',
      'blocks.3.5.bn2.weight',
      'blocks.4.1.conv_pw.weight',
    ])
      expect(v1).toContain(name);
  });

  it("are those of CIFAR's ResNets with projections", async () => {
    const names = await namesOf(resnetCifar({ depth: 8, shortcut: 'B' }), 'torchvision');
    for (const name of [
      'conv1.weight',
      'bn1.weight',
      'layer2.0.shortcut.0.weight',
      'layer3.0.shortcut.1.running_mean',
      'linear.bias',
    ])
      expect(names).toContain(name);
  });
});

describe('importWeights', () => {
  const withTiny = async (
    work: (model: LayersModel, tensors: Map<string, StoredTensor>) => void | Promise<void>,
  ) => {
    const [model, other] = [tiny(), tiny(1)];
    const tensors = await tensorsOf(other);
    const before = weightsOf(model);
    const count = tf.memory().numTensors;
    await work(model, tensors);
    expect(tf.memory().numTensors).toBe(count);
    expect(before).toHaveLength(8);
    model.dispose();
    other.dispose();
  };
  const mismatch = (model: LayersModel, tensors: StoredTensors, options?: ImportOptions) => {
    const before = weightsOf(model);
    try {
      importWeights(model, tensors, options);
    } catch (error) {
      expect(error).toBeInstanceOf(WeightsMismatchError);
      expect(weightsOf(model)).toEqual(before);
      return error as WeightsMismatchError;
    }
    throw new Error('nothing was refused');
  };

  it('lists what is missing and unused, and loads the rest where it may', () =>
    withTiny((model, tensors) => {
      tensors.set('head.weight', tensors.get('fc.weight') as StoredTensor);
      tensors.delete('fc.weight');
      const error = mismatch(model, tensors);
      expect(error).toMatchObject({ missing: ['fc.weight'], unused: ['head.weight'], misfits: [] });
      expect(error.message).toMatch(
        /tiny\. missing in the file: fc\.weight\. unused by the model: head\.weight\..*strict/,
      );
      const report = importWeights(model, tensors, { strict: false });
      expect(report).toMatchObject({ missing: ['fc.weight'], unused: ['head.weight'] });
      expect(report.loaded).toHaveLength(7);
    }));

  it('ignores counters, and names that it is told', () =>
    withTiny((model, tensors) => {
      const count: StoredTensor = { dtype: 'I64', shape: [], data: BigInt64Array.of(7n) };
      tensors.set('bn.num_batches_tracked', count);
      tensors.set('extra', count).set('more.a', count);
      expect(mismatch(model, tensors).unused).toEqual(['extra', 'more.a']);
      expect(importWeights(model, tensors, { ignore: ['extra', /^more\./] }).unused).toEqual([]);
    }));

  it('refuses other shapes and kinds of number, also where it is not strict', () =>
    withTiny((model, tensors) => {
      const weight = tensors.get('fc.weight') as StoredTensor;
      for (const wrong of [
        { ...weight, shape: [18, 4] },
        { ...weight, shape: [2, 36] },
        { dtype: 'I8', shape: weight.shape, data: new Int8Array(72) } as const,
      ]) {
        tensors.set('fc.weight', wrong);
        const { misfits } = mismatch(model, tensors, { strict: false });
        expect(misfits).toHaveLength(1);
        expect(misfits[0]).toMatch(/^fc\.weight (has shape \[.*\[4, 18\]|holds I8)/);
      }
    }));

  it('reads dense layers that the file has as convolutions, and names with a wrapper before them', () =>
    withTiny((model, tensors) => {
      const weight = tensors.get('fc.weight') as StoredTensor;
      tensors.set('fc.weight', { ...weight, shape: [4, 2, 3, 3] });
      const wrapped = new Map([...tensors].map(([name, tensor]) => [`module.${name}`, tensor]));
      expect(importWeights(model, wrapped).loaded).toHaveLength(8);
      expect(new Set(model.getLayer('fc').getWeights()[0]?.dataSync())).toEqual(new Set([1]));
    }));

  it('leaves the memory of the file alone, which may change', () =>
    withTiny((model, tensors) => {
      const bytes = writeSafetensors(tensors);
      importWeights(model, readSafetensors(bytes).tensors);
      const loaded = weightsOf(model);
      bytes.fill(0xff);
      expect(weightsOf(model)).toEqual(loaded);
    }));

  it('refuses layers whose form in PyTorch is not known, but not in Keras', async () => {
    const x = input({ shape: [4, 3] });
    const model = modelOf({
      inputs: x,
      outputs: layers
        .lstm({ name: 'lstm', units: 2, recurrentInitializer: 'zeros' })
        .apply(x) as SymbolicTensor,
    });
    await expect(exportWeights(model)).rejects.toThrow(WeightsOptionError);
    await expect(exportWeights(model)).rejects.toThrow(/lstm: PyTorch's form of kernel of a LSTM/);
    const tensors = await tensorsOf(model, { naming: 'keras' });
    expect(importWeights(model, tensors)).toMatchObject({ naming: 'keras', missing: [] });
    model.dispose();
  });

  it.each([
    [{ naming: 'caffe' }, /naming must be/],
    [{ map: 3 }, /map must be/],
    [{ ignore: 'bn' }, /ignore must be/],
    [{ strict: 0 }, /strict must be/],
  ])('refuses %o', (options, message) =>
    withTiny((model, tensors) => {
      expect(() => importWeights(model, tensors, options as ImportOptions)).toThrow(WeightsOptionError);
      expect(() => importWeights(model, tensors, options as ImportOptions)).toThrow(message);
    }),
  );
});

it('writes a GRU as Keras has it with reset_after: gates z, r, h, and two rows of biases', async () => {
  const model = wordGru({ characters: 2, hidden: 1, classes: 1 });
  const gru = [
    tf.tensor2d([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    tf.tensor2d([[7, 8, 9]]),
    tf.tensor1d([10, 20, 30]),
    tf.tensor1d([40, 50, 60]),
  ];
  model.getLayer('gru').setWeights(gru);
  const tensors = await tensorsOf(model, { naming: 'keras' });
  const values = (name: string) => Array.from(tensors.get(name)?.data as Float32Array);
  expect(values('gru/kernel')).toEqual([2, 1, 3, 5, 4, 6]);
  expect(values('gru/recurrent_kernel')).toEqual([8, 7, 9]);
  expect(tensors.get('gru/bias')?.shape).toEqual([2, 3]);
  expect(values('gru/bias')).toEqual([20, 10, 30, 50, 40, 60]);
  const before = weightsOf(model);
  model.getLayer('gru').setWeights(gru.map((weight) => tf.zerosLike(weight)));
  importWeights(model, tensors);
  expect(weightsOf(model)).toEqual(before);
  model.dispose();
});
