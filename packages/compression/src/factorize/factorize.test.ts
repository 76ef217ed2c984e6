import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { fill, outputs, savedAndLoaded, stream, summands } from '../structured/test-networks.ts';
import { type Factorization, type FactorizationMethod, factorize } from './factorize.ts';

function dense(kernel: readonly (readonly number[])[]): LayersModel {
  const [{ length: units } = []] = kernel;
  const network = sequential({ name: 'small' });
  network.add(layers.dense({ name: 'fc', units: units as number, inputShape: [kernel.length] }));
  const values = [tf.tensor2d(kernel.map((row) => [...row])), tf.fill([units as number], 0.5)];
  network.setWeights(values);
  tf.dispose(values);
  return network;
}

function conv(
  args: Partial<Parameters<typeof layers.conv2d>[0]> & { filters: number },
  channels = 4,
): LayersModel {
  const network = sequential({ name: 'small' });
  const shape = { kernelSize: 3, padding: 'same', activation: 'relu', ...args } as const;
  network.add(layers.conv2d({ name: 'conv', inputShape: [6, 6, channels], ...shape }));
  return fill(network, 7);
}

/** Weights that are the same in every run. */
function noise(rows: number, columns: number): number[][] {
  const next = stream(rows + columns);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, next));
}

const sizes = { svd: 'fc', channel: 'conv', spatial: 'conv', tucker: 'conv', depthwise: 'conv' } as const;

async function factorized(network: LayersModel, choice: Factorization) {
  return factorize(network, { [sizes[choice.method]]: choice });
}

/** The product of the two kernels of a dense layer. */
const product = (network: LayersModel) =>
  tf.tidy(() => {
    const [first, second] = network.getWeights() as [tf.Tensor2D, tf.Tensor2D];
    return Array.from(tf.matMul(first, second).dataSync());
  });

describe('factorize', () => {
  it('is as near to a matrix as Eckart and Young say', async () => {
    // Singular values are the roots of 45 and 5, padded by zeros so that rank 1 pays.
    const kernel = [
      [3, 0, 0],
      [4, 5, 0],
      [0, 0, 0],
    ];
    const network = dense(kernel);
    const { model, layers: report } = await factorized(network, { method: 'svd', rank: 1 });
    expect(report).toEqual([
      {
        name: 'fc',
        method: 'svd',
        ranks: [1],
        error: expect.closeTo(Math.sqrt(5 / 50), 12),
        before: 9,
        after: 6,
      },
    ]);
    const difference = product(model).map((value, i) => value - (kernel.flat()[i] as number));
    expect(Math.hypot(...difference)).toBeCloseTo(Math.sqrt(5), 5);
    expect(model.layers.map(({ name }) => name)).toEqual(['fc_in', 'fc']);
    expect(Array.from(model.getLayer('fc').getWeights()[1]!.dataSync())).toEqual([0.5, 0.5, 0.5]);
    network.dispose();
    model.dispose();
  });

  it.each([
    [{ energy: 0.9 }, 1],
    [{ energy: 0.91 }, 2],
    [{ error: 0.32 }, 1],
    [{ error: 0.31 }, 2],
    [{ bytes: 4 * 12 }, 1],
    [{ bytes: 4 * 24 }, 2],
  ])('chooses by %j rank %i', async (choice, rank) => {
    // Squares 36, 4 and zeros: rank 1 has 0.9 of them and an error of 0.316.
    const kernel = Array.from({ length: 6 }, (_, i) =>
      [0, 1, 2, 3, 4, 5].map((j) => (i === j ? ([6, 2][i] ?? 0) : 0)),
    );
    const network = dense(kernel);
    const {
      model,
      layers: [report],
    } = await factorized(network, { method: 'svd', ...choice });
    expect(report?.ranks).toEqual([rank]);
    network.dispose();
    model.dispose();
  });

  it.each<[FactorizationMethod, number | [number, number], number]>([
    ['channel', 64, 45_056],
    ['spatial', 64, 36_864],
    ['tucker', [32, 64], 28_672],
    ['depthwise', 1, 9 * 64 + 64 * 128],
  ])('%s of rank %j makes %i weights of 3 x 3 x 64 x 128', async (method, rank, size) => {
    const network = conv({ filters: 128 }, 64);
    const {
      model,
      layers: [report],
    } = await factorized(network, { method, rank });
    expect(report).toMatchObject({ before: 73_728, after: size });
    expect(model.countParams()).toBe(size + 128);
    network.dispose();
    model.dispose();
  });

  it('needs less than mn / (m + n): 75 of 300 x 100, and says so', async () => {
    const network = dense(noise(300, 100));
    const { model } = await factorized(network, { method: 'svd', rank: 74 });
    await expect(factorized(network, { method: 'svd', rank: 75 })).rejects.toThrow(
      /30000 weights.*does not pay/,
    );
    network.dispose();
    model.dispose();
  });

  it('makes 26 weights of 72: two channels to four', async () => {
    // 3 x 3 x 2 x 4 = 72 and 3 x 3 x 2 + 2 x 4 = 26.
    const network = conv({ filters: 4, useBias: false }, 2);
    const {
      model,
      layers: [report],
    } = await factorized(network, { method: 'depthwise', rank: 1 });
    expect([report?.before, report?.after, model.countParams()]).toEqual([72, 26, 26]);
    network.dispose();
    model.dispose();
  });

  it('loses nothing of convolutions that are of low rank, with strides, valid padding and dilation', async () => {
    const before = tf.memory().numTensors;
    const property = fc.asyncProperty(
      fc.constantFrom<FactorizationMethod>('channel', 'spatial', 'tucker', 'depthwise'),
      fc.constantFrom('same', 'valid'),
      fc.constantFrom(1, 2),
      fc.boolean(),
      fc.nat(1000),
      async (method, padding, stride, dilated, seed) => {
        const dilation = dilated && stride === 1 && method !== 'depthwise' ? 2 : 1;
        const network = conv({
          filters: 6,
          padding: padding as 'same',
          strides: stride,
          dilationRate: dilation,
        });
        const next = stream(seed);
        const [kernel, bias] = network.getWeights() as [tf.Tensor, tf.Tensor];
        // A product over all four axes is of rank 1 in every sense.
        const axes = kernel.shape.map((length) => Array.from({ length }, next));
        const low = tf.tidy(() => {
          const parts = axes.map((values, axis) =>
            tf.tensor(
              values,
              axes.map(({ length }, i) => (i === axis ? length : 1)),
            ),
          );
          return parts.reduce((all, part) => tf.mul(all, part));
        });
        network.setWeights([low, bias]);
        const rank = method === 'tucker' ? ([1, 1] as const) : 1;
        const {
          model,
          layers: [report],
        } = await factorized(network, { method, rank });
        expect(report?.error).toBeLessThan(1e-6);
        const x = tf.randomUniform([1, 6, 6, 4], -1, 1, 'float32', seed);
        const [expected, actual] = [outputs(network, x), outputs(model, x)];
        // Fewer than 100 roundings of 2^-24, and those of the parts' weights.
        const [one, other] = [summands(network, x), summands(model, x)];
        for (const [i, value] of expected.entries()) {
          expect(Math.abs((actual[i] as number) - value)).toBeLessThanOrEqual(
            1e-5 * ((one[i] as number) + (other[i] as number)),
          );
        }
        tf.dispose([low, x]);
        network.dispose();
        model.dispose();
      },
    );
    await fc.assert(property, { numRuns: 15 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[Factorization]>([
    [{ method: 'channel', energy: 0.8 }],
    [{ method: 'spatial', rank: 5 }],
    [{ method: 'tucker', rank: [2, 3] }],
    [{ method: 'depthwise', rank: 2 }],
  ])('says how much %j loses', async (choice) => {
    const network = conv({ filters: 12, activation: 'linear', padding: 'valid', useBias: false });
    const {
      model,
      layers: [report],
    } = await factorized(network, choice);
    // The answers to unit images are the kernel: a 3 x 3 image with one 1 gives one number of each filter.
    const squares = tf.tidy(() => {
      const units = tf.reshape(tf.eye(36), [36, 3, 3, 4]);
      const small = (one: LayersModel) =>
        one.layers.reduce<tf.Tensor>((x, layer) => layer.call(x, {}) as tf.Tensor, units);
      const [exact, near] = [small(network), small(model)];
      const norm = (x: tf.Tensor) => tf.sum(tf.square(x)).dataSync()[0] as number;
      return norm(tf.sub(exact, near)) / norm(exact);
    });
    expect(Math.sqrt(squares)).toBeCloseTo(report?.error as number, 5);
    if (choice.energy !== undefined)
      expect(1 - (report?.error as number) ** 2).toBeGreaterThanOrEqual(choice.energy);
    const loaded = await savedAndLoaded(model);
    const x = tf.randomUniform([1, 6, 6, 4], -1, 1, 'float32', 1);
    expect(outputs(loaded, x)).toEqual(outputs(model, x));
    x.dispose();
    for (const one of [network, model, loaded]) one.dispose();
  });

  it('goes on where a kernel is zero', async () => {
    const network = dense(noise(8, 8).map((row) => row.map(() => 0)));
    const {
      model,
      layers: [report],
    } = await factorized(network, { method: 'svd', energy: 0.9 });
    expect(report).toMatchObject({ ranks: [1], error: 0 });
    expect(product(model).every((value) => value === 0)).toBe(true);
    network.dispose();
    model.dispose();
  });

  it.each([
    [{ nobody: { method: 'svd', rank: 1 } }, /no layer of that name/],
    [{ fc: { method: 'cp', rank: 1 } }, /method must be/],
    [{ fc: { method: 'tucker', rank: [1, 1] } }, /tucker is for Conv2D/],
    [{ fc: { method: 'svd' } }, /one of rank, energy, error, bytes/],
    [{ fc: { method: 'svd', rank: 1, energy: 0.5 } }, /one of rank, energy, error, bytes/],
    [{ fc: { method: 'svd', rank: 0 } }, /from 1 to 8/],
    [{ fc: { method: 'svd', rank: [1, 1] } }, /from 1 to 8/],
    [{ fc: { method: 'svd', energy: 0 } }, /energy/],
    [{ fc: { method: 'svd', error: 1 } }, /error/],
    [{ fc: { method: 'svd', bytes: 4 } }, /rank 1 already takes 64 bytes/],
    [{ fc: { method: 'svd', rank: 4 } }, /does not pay/],
  ])('refuses %j', async (plan, message) => {
    const network = dense(noise(8, 8));
    const before = tf.memory().numTensors;
    const made = factorize(network, plan as Readonly<Record<string, Factorization>>);
    await expect(made).rejects.toThrow(InvalidOptionError);
    await expect(made).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });
});
