import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { artifactsOf, readWeights } from '../encode/artifacts.ts';
import { compressed } from '../encode/compressed.ts';
import { ArtifactsError, InvalidOptionError, WeightValueError } from '../errors.ts';
import { quantize, quantizeArtifacts } from './quantize.ts';

const small = (): LayersModel =>
  sequential({
    layers: [
      layers.conv2d({
        name: 'conv',
        inputShape: [6, 6, 1],
        filters: 3,
        kernelSize: 3,
        kernelInitializer: normal(1),
        biasInitializer: normal(2),
      }),
      layers.batchNormalization({ name: 'bn' }),
      layers.flatten(),
      layers.dense({ name: 'dense', units: 4, kernelInitializer: normal(3) }),
    ],
  });

const normal = (seed: number) => initializers.randomNormal({ stddev: 0.2, seed });

describe('quantize', () => {
  it.each([
    ['uint8', 1],
    ['uint16', 2],
    ['float16', 2],
  ] as const)('writes %s that plain loadLayersModel opens, pruned weights still 0', async (dtype, bytes) => {
    const before = tf.memory().numTensors;
    const model = small();
    const kernel = model.getLayer('dense').weights[0];
    const pruned = tf.tidy(() => tf.mul(kernel!.read(), tf.cast(tf.greater(kernel!.read(), 0.1), 'float32')));
    kernel!.write(pruned);
    const artifacts = await quantize(model, { dtype });
    const specs = Object.fromEntries(artifacts.weightSpecs!.map((spec) => [spec.name, spec]));
    expect(specs['dense/kernel']?.quantization?.dtype).toBe(dtype);
    for (const exact of ['dense/bias', 'bn/gamma', 'bn/moving_variance', 'conv/bias']) {
      expect('quantization' in specs[exact]!).toBe(false);
    }
    expect((artifacts.weightData as ArrayBuffer).byteLength).toBe((27 + 192) * bytes + (3 + 12 + 4) * 4);

    const loaded = await loadLayersModel(tf.io.fromMemory(artifacts));
    const [wanted, found] = [pruned.dataSync(), loaded.getLayer('dense').weights[0]!.read().dataSync()];
    const scale = specs['dense/kernel']?.quantization?.scale ?? 2 ** -11;
    for (const [i, value] of wanted.entries()) {
      if (value === 0) expect(Math.abs(found[i]!)).toBe(0);
      expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(scale / 2 + 1e-6);
    }
    tf.dispose(pruned);
    model.dispose();
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the same file when what was loaded is quantized again', async () => {
    const model = small();
    const once = await quantize(model, { dtype: 'uint16' });
    const twice = quantizeArtifacts(once, { dtype: 'uint16' });
    expect(new Uint8Array(twice.weightData as ArrayBuffer)).toEqual(
      new Uint8Array(once.weightData as ArrayBuffer),
    );
    model.dispose();
  });

  it('takes what it is told to', async () => {
    const model = small();
    const { weightSpecs } = await quantize(model, {
      include: () => true,
      exclude: (path) => path.startsWith('bn/'),
    });
    expect(weightSpecs!.filter((spec) => 'quantization' in spec).map(({ name }) => name)).toEqual([
      'conv/kernel',
      'conv/bias',
      'dense/kernel',
      'dense/bias',
    ]);
    model.dispose();
  });

  it('leaves integers and what an optimizer keeps alone', () => {
    const weightSpecs = [
      { name: 'a', shape: [2, 1], dtype: 'int32' as const },
      { name: 'm', shape: [2, 1], dtype: 'float32' as const, group: 'optimizer' as const },
    ];
    const weightData = Int32Array.of(7, -7, 1, 2).buffer as ArrayBuffer;
    const result = quantizeArtifacts({ weightSpecs, weightData }, { include: () => true });
    expect(result.weightSpecs).toEqual(weightSpecs);
    expect(result.weightData).toEqual(weightData);
  });

  it('refuses other types, broken weights and damaged models', async () => {
    const model = small();
    await expect(quantize(model, { dtype: 'int8' as 'uint8' })).rejects.toThrow(InvalidOptionError);
    const nothing = { include: () => false };
    await expect(quantize(model, nothing)).rejects.toThrow(/include names no weight .* conv\/kernel/);
    await expect(compressed(model, { bits: 8, ...nothing })).rejects.toThrow(InvalidOptionError);
    expect(() => quantizeArtifacts(undefined as unknown as tf.io.ModelArtifacts)).toThrow(ArtifactsError);
    const artifacts = await artifactsOf(model);
    const cut = (artifacts.weightData as ArrayBuffer).slice(4);
    expect(() => quantizeArtifacts({ ...artifacts, weightData: cut })).toThrow(ArtifactsError);
    expect(() =>
      readWeights({ weightSpecs: [{ name: 's', shape: [1], dtype: 'string' }], weightData: cut }),
    ).toThrow(/s is of type string/);
    const [kernel] = model.getLayer('conv').weights;
    const broken = tf.fill([3, 3, 1, 3], Number.NaN);
    kernel!.write(broken);
    broken.dispose();
    await expect(quantize(model)).rejects.toThrow(WeightValueError);
    model.dispose();
  });
});
