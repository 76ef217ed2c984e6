import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaptiveAveragePooling2d } from './adaptive-average-pooling.ts';
import { ModelError } from './errors.ts';
import { noise } from './test-formula.ts';
import { predict, savedAndLoaded, valuesOf } from './test-support.ts';

type Size = readonly [number, number];

const pool = (x: tf.Tensor, outputSize: Size) =>
  tf.tidy(() => valuesOf(new AdaptiveAveragePooling2d({ outputSize }).apply(x) as tf.Tensor));

/** The mean of every window, pixel by pixel. */
function byHand(x: tf.Tensor, [rows, columns]: Size): number[] {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const pixels = valuesOf(x);
  const window = (i: number, outputs: number, length: number) =>
    Array.from({ length }, (_, p) => p).filter(
      (p) => p >= Math.floor((i * length) / outputs) && p < Math.ceil(((i + 1) * length) / outputs),
    );
  const means: number[] = [];
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const places = window(i, rows, height).flatMap((r) => window(j, columns, width).map((c) => [r, c]));
        for (let k = 0; k < channels; k++) {
          const at = ([r = 0, c = 0]: number[]) => pixels[((n * height + r) * width + c) * channels + k] ?? 0;
          means.push(places.reduce((sum, place) => sum + at(place), 0) / places.length);
        }
      }
    }
  }
  return means;
}

const length = fc.integer({ min: 1, max: 9 });

describe('AdaptiveAveragePooling2d', () => {
  it('averages windows that overlap, and repeats pixels', () => {
    const line = tf.tensor4d([1, 2, 4, 8, 16], [1, 1, 5, 1]);
    const close = (size: Size, expected: readonly number[]) => {
      const actual = pool(line, size);
      expect(actual).toHaveLength(expected.length);
      for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
    };
    close([1, 2], [7 / 3, 28 / 3]);
    close([2, 1], [6.2, 6.2]);
    expect(pool(line, [1, 5])).toEqual([1, 2, 4, 8, 16]);
    line.dispose();
  });

  it("has PyTorch's windows at every size", () => {
    fc.assert(
      fc.property(length, length, length, length, (height, width, rows, columns) => {
        const x = noise('image', [2, height, width, 3]);
        const [actual, expected] = [pool(x, [rows, columns]), byHand(x, [rows, columns])];
        x.dispose();
        // Two averages of at most nine positive numbers below one: rounding is below 20 units of 2^-24.
        for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThan(2e-6);
        expect(actual).toHaveLength(expected.length);
      }),
      { numRuns: 40 },
    );
  });

  it('gives every pixel its share of the gradient', () => {
    const x = noise('image', [2, 5, 3, 2]);
    const layer = new AdaptiveAveragePooling2d({ outputSize: [2, 2] });
    const gradient = tf.tidy(() => valuesOf(tf.grad((t) => layer.apply(t) as tf.Tensor)(x)));
    // The windows have 3 x 2 pixels; the middle row and the middle column are in two of them.
    const share = (row: number, column: number) => ((row === 2 ? 2 : 1) * (column === 1 ? 2 : 1)) / 6;
    const expected = Array.from({ length: 60 }, (_, i) =>
      share(Math.floor(i / 6) % 5, Math.floor(i / 2) % 3),
    );
    for (const [i, value] of expected.entries()) expect(gradient[i]).toBeCloseTo(value, 6);
    x.dispose();
  });

  it('is saved and loaded, and leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    const model = sequential({ name: 'pooling' });
    model.add(layers.inputLayer({ inputShape: [5, 4, 2] }));
    model.add(new AdaptiveAveragePooling2d({ name: 'pool', outputSize: [3, 2] }));
    expect(model.outputs[0]?.shape).toEqual([null, 3, 2, 2]);
    const loaded = await savedAndLoaded(model);
    const x = noise('image', [2, 5, 4, 2]);
    expect(predict(loaded, x)).toEqual(predict(model, x));
    for (const thing of [x, model, loaded]) thing.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses sizes and inputs that are none', () => {
    for (const outputSize of [
      [0, 1],
      [2, 1.5],
    ] as const) {
      expect(() => new AdaptiveAveragePooling2d({ outputSize })).toThrow(ModelError);
    }
    const x = tf.zeros([2, 3, 4]);
    expect(() => new AdaptiveAveragePooling2d({ outputSize: [1, 1] }).apply(x)).toThrow(ModelError);
    x.dispose();
  });
});
