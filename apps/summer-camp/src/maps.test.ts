import { loadBackend } from '@gradlab/backend';
import { digitCnn } from '@gradlab/models';
import { memory, ones } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureField, SIDE, STACKS, stackModels } from './field-stacks.ts';
import { answerOf, filtersOf, firstOf, mapsOf } from './learned.ts';
import { pretrainedFigures } from './pretrained.ts';
import { CASES, computedPlaces, edges, placesOf, poolingByHand } from './strides.ts';

beforeAll(async () => {
  await loadBackend({ prefer: 'wasm', strict: true });
});

describe('receptive fields', () => {
  it('grow by two pixels with every 3 x 3, and their gradients count the ways', () => {
    const models = stackModels(STACKS['3 × 3'] ?? []);
    const before = memory().numTensors;
    const depths = models.map(measureField);
    expect(memory().numTensors).toBe(before);
    expect(depths.map(({ size }) => size[0])).toEqual([3, 5, 7, 9, 11, 13]);
    // Two layers of ones: (1, 2, 3, 2, 1) ways along each side.
    const { gradient, from } = depths[1] as (typeof depths)[number];
    const row = [0, 1, 2, 3, 4].map((i) => gradient[(from[0] + 2) * SIDE + from[1] + i]);
    expect(row).toEqual([3, 6, 9, 6, 3]);
  });

  it.each(Object.entries(STACKS))('are the closed form: %s', (_, windows) => {
    for (const { size, from, closed, expectedFrom } of stackModels(windows).map(measureField)) {
      expect(size).toEqual(closed.size);
      expect(from).toEqual(expectedFrom);
    }
  });
});

describe('sizes', () => {
  it('are those of a convolution that is computed', () => {
    expect(CASES.length).toBeGreaterThan(30);
    for (const sizes of CASES) expect([sizes, computedPlaces(sizes)]).toEqual([sizes, placesOf(sizes)]);
    expect(placesOf({ input: 28, kernel: 3, stride: 2, padding: 1 })).toBe(14);
  });

  it('of edges follow stride and padding, and edges are where the brightness changes', () => {
    const half = Float32Array.from({ length: 28 * 28 }, (_, i) => (i % 28 < 14 ? 0 : 1));
    const { pixels, shape } = edges(half, 1, 'valid');
    expect(shape).toEqual([26, 26, 1]);
    // Columns 12 and 13 of the output look at columns 12 to 15 of the image.
    expect([...pixels.slice(0, 26).entries()].filter(([, value]) => value > 0).map(([i]) => i)).toEqual([
      12, 13,
    ]);
    expect(edges(half, 2, 'same').shape).toEqual([14, 14, 1]);
  });
});

describe('pooling', () => {
  it('keeps the channels, each by itself', () => {
    const values = Float32Array.from({ length: 6 * 4 * 3 }, (_, i) => Math.sin(7 * i));
    expect(poolingByHand(values, [6, 4, 3])).toEqual({ before: 3, after: 3, difference: 0 });
  });
});

describe('pictures', () => {
  it('show the layers of a network, and leave nothing behind', () => {
    const model = digitCnn({ seed: 1 });
    const image = ones([1, 28, 28, 1]);
    const before = memory().numTensors;
    const answer = answerOf(model, 'relu2', image);
    expect(answer.shape).toEqual([24, 24, 32]);
    expect(Math.min(...answer.values)).toBeGreaterThanOrEqual(0);
    expect(mapsOf('Second layer', answer, 8).title).toBe('Second layer: 32 maps of 24 × 24, the first 8');
    expect(filtersOf('First filters', model).description).toContain('16 filters of 3 x 3');
    expect(firstOf(model, 'ReLU').name).toBe('relu1');
    expect(() => firstOf(model, 'GRU')).toThrow('digitCnn has no GRU');
    expect(memory().numTensors).toBe(before);
    for (const thing of [image, model]) thing.dispose();
  });

  it('do without published networks that are not at hand', async () => {
    const lines: string[] = [];
    expect(await pretrainedFigures('/nowhere', (line) => lines.push(line))).toEqual({});
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^without resnet20: pretrained_cifar10/);
  });

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'show published networks (needs GRADLAB_DATA)',
    async () => {
      const before = memory().numTensors;
      const figures = await pretrainedFigures(process.env.GRADLAB_DATA, () => {});
      expect(Object.keys(figures)).toEqual(
        expect.arrayContaining(['resnet20-filters', 'resnet20-maps-first', 'mobilenet-maps-first']),
      );
      expect(figures['resnet20-maps-last']?.title).toContain('64 maps of 8 × 8');
      expect(memory().numTensors).toBe(before);
    },
  );
});
