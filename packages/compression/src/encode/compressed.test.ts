import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyClusters, cluster } from '../cluster/cluster.ts';
import { ArtifactsError, InvalidOptionError, WeightValueError } from '../errors.ts';
import { artifactsOf, readWeights, type StoredWeight } from './artifacts.ts';
import { crc32 } from './checksum.ts';
import { compressed } from './compressed.ts';
import { compressedHandler, readCompressed } from './read-compressed.ts';
import { decodeWeight, encodeWeight } from './weight-code.ts';

const kernel = (seed: number) => ({ kernelInitializer: initializers.randomNormal({ stddev: 0.3, seed }) });
const network = () =>
  sequential({
    layers: [
      layers.dense({ name: 'one', inputShape: [40], units: 50, ...kernel(1) }),
      layers.dense({ name: 'two', units: 10, ...kernel(2) }),
    ],
  });

/** Nine of ten weights 0, the others of few values. */
async function small() {
  const model = network();
  for (const layer of model.layers) {
    const value = tf.tidy(() => {
      const weight = layer.weights[0]!.read();
      return tf.where(tf.greater(tf.abs(weight), 0.5), weight, tf.zerosLike(weight));
    });
    layer.weights[0]!.write(value);
    value.dispose();
  }
  applyClusters(model, await cluster(model, { clusters: 16 }));
  return model;
}

const floats = (values: readonly number[], shape: readonly number[] = [values.length]): StoredWeight => ({
  path: 'a/kernel',
  shape,
  dtype: 'float32',
  values: Float32Array.from(values),
});
const there = (weight: StoredWeight, bits?: 4 | 8) => {
  const [entry, sections] = encodeWeight(weight, bits);
  return decodeWeight(entry, Uint8Array.from(sections.flatMap((part) => [...part])));
};

describe('compressed', () => {
  it('gives back every bit through loadLayersModel, and is small', async () => {
    const before = tf.memory().numTensors;
    const model = await small();
    const { bytes, weights, headerBytes } = await compressed(model);
    const saved = await artifactsOf(model);
    const loaded = await loadLayersModel(compressedHandler(bytes));
    expect(new Uint8Array((await artifactsOf(loaded)).weightData as ArrayBuffer)).toEqual(
      new Uint8Array(saved.weightData as ArrayBuffer),
    );
    expect(loaded.layers.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(weights.map(({ coding }) => coding)).toEqual(['sparse', 'literal', 'sparse', 'literal']);
    const parts = weights.flatMap((weight) => weight.bytes).reduce((a, b) => a + b);
    expect(headerBytes + parts).toBe(bytes.length);
    expect(parts).toBeLessThan((saved.weightData as ArrayBuffer).byteLength / 10);
    model.dispose();
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is read from pieces of any size', async () => {
    const model = await small();
    const { bytes } = await compressed(model);
    const wanted = readWeights(await artifactsOf(model));
    for (const piece of [1, 7, 100]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, i) =>
        bytes.subarray(i * piece, (i + 1) * piece),
      );
      expect(readWeights(await readCompressed(pieces))).toEqual(wanted);
    }
    expect(readWeights(await readCompressed(bytes.slice().buffer))).toEqual(wanted);
    model.dispose();
  });

  it('finds damage wherever it is', async () => {
    const model = await small();
    const { bytes } = await compressed(model);
    model.dispose();
    for (let at = 0; at < bytes.length; at += 41) {
      const damaged = bytes.slice();
      damaged[at]! ^= 0x10;
      await expect(readCompressed(damaged), `byte ${at}`).rejects.toThrow(ArtifactsError);
    }
    for (const length of [0, 3, 8, 60, bytes.length - 1]) {
      await expect(readCompressed(bytes.subarray(0, length))).rejects.toThrow(ArtifactsError);
    }
    await expect(readCompressed(Uint8Array.of(...bytes, 0))).rejects.toThrow(/after the compressed/);
    const later = bytes.slice();
    later[4] = 2;
    await expect(readCompressed(later)).rejects.toThrow(/version 2/);
  });

  it.each([8, 4] as const)('makes integers of %d bits with a scale for each output channel', async (bits) => {
    const model = network();
    const { bytes, weights } = await compressed(model, { bits });
    const loaded = await loadLayersModel(compressedHandler(bytes));
    const [before, after] = [model, loaded].map(
      (one) => one.layers[0]!.weights[0]!.read().arraySync() as number[][],
    );
    const most = 2 ** (bits - 1) - 1;
    for (let c = 0; c < 50; c++) {
      const step = Math.max(...before!.map((row) => Math.abs(row[c]!))) / most;
      for (const [r, row] of before!.entries()) {
        expect(Math.abs(row[c]! - after![r]![c]!)).toBeLessThanOrEqual(step * (0.5 + 1e-5));
      }
    }
    expect(weights[0]).toMatchObject({ bits, coding: 'dense' });
    expect(weights[0]!.bytes[3]).toBeLessThanOrEqual((2000 * bits) / 8);
    await expect(compressed(model, { bits: 5 as 4 })).rejects.toThrow(InvalidOptionError);
    const broken = tf.fill([40, 50], Number.POSITIVE_INFINITY);
    model.layers[0]!.weights[0]!.write(broken);
    broken.dispose();
    await expect(compressed(model, { bits })).rejects.toThrow(WeightValueError);
    model.dispose();
    loaded.dispose();
  });
});

describe('encodeWeight', () => {
  it('gives back every bit of few values in many places', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0, 0, -0, 1.5, Number.NaN, -3e38, 1e-45), {
          minLength: 1,
          maxLength: 400,
        }),
        (list) => {
          const weight = floats(list);
          expect(new Uint8Array(there(weight).values.buffer as ArrayBuffer)).toEqual(
            new Uint8Array(weight.values.buffer as ArrayBuffer),
          );
        },
      ),
    );
  });

  it.each([
    ['none', []],
    ['one', [3]],
    ['all equal', Array.from({ length: 500 }, () => 0.25)],
    ['all 0', Array.from({ length: 500 }, () => 0)],
    ['one among many 0', Array.from({ length: 5000 }, (_, i) => (i === 4321 ? 1 : 0))],
    ['all different', Array.from({ length: 500 }, (_, i) => i / 7)],
  ])('gives back %s', (_, list) => {
    expect(there(floats(list))).toEqual(floats(list));
  });

  it('writes the values of a pruned weight themselves, where they all differ', () => {
    const list = Array.from({ length: 5000 }, (_, i) => (i % 10 === 3 ? i / 7 : i === 4 ? -0 : 0));
    const [entry, sections] = encodeWeight(floats(list));
    expect(entry.coding).toBe('literal');
    // 501 values of 4 bytes, and gaps that are nearly all alike.
    expect(sections.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(501 * 4 + 501 / 4 + 20);
    expect(there(floats(list))).toEqual(floats(list));
  });

  it('leaves integers as they are', () => {
    const weight: StoredWeight = { path: 'n', shape: [2], dtype: 'int32', values: Int32Array.of(-1, 7) };
    expect(there(weight, 8)).toEqual(weight);
  });

  it('takes the last two axes of depthwise kernels as channels, and keeps channels of zeros', () => {
    const values = [100, 0.01, 0, -50, 0.005, 0];
    const weight = {
      ...floats([...values, ...values, ...values, ...values], [2, 4, 3, 1]),
      path: 'd/depthwise_kernel',
    };
    for (const [i, value] of there(weight, 8).values.entries())
      expect(Math.abs(value - weight.values[i]!)).toBeLessThanOrEqual(Math.abs(values[i % 3]!) / 253);
  });
});

it('crc32 is that of the standard, in pieces too', () => {
  const text = new TextEncoder().encode('123456789');
  expect(crc32(text)).toBe(0xcbf43926);
  expect(crc32(text.subarray(4), crc32(text.subarray(0, 4)))).toBe(0xcbf43926);
});
