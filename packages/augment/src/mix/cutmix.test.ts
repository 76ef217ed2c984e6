import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ImageBatch } from '../batch.ts';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf } from '../test-images.ts';
import { cutmix } from './cutmix.ts';

const [HEIGHT, WIDTH] = [6, 9];

/** Images of one colour each: every pixel tells whose it is. */
const PLAIN: ImageBatch = {
  ...batchOf(
    [0.25, 0.5, 0.75].map((value) => new Float32Array(HEIGHT * WIDTH * 2).fill(value)),
    [HEIGHT, WIDTH, 2],
  ),
  labels: Int32Array.of(0, 1, 2),
  classes: 3,
};

/** Which pixels of image `k` are the partner's. */
const foreign = ({ images }: ImageBatch, k: number) =>
  Array.from({ length: HEIGHT * WIDTH }, (_, i) => {
    const at = (k * HEIGHT * WIDTH + i) * 2;
    expect(images[at]).toBe(images[at + 1]);
    const own = PLAIN.images[k * HEIGHT * WIDTH * 2];
    const partner = PLAIN.images[((k + 2) % 3) * HEIGHT * WIDTH * 2];
    expect([own, partner]).toContain(images[at]);
    return images[at] === partner;
  });

describe('cutmix', () => {
  it('puts the same box of the image before it into each, and weighs labels by its area', () => {
    const shares = Array.from({ length: 100 }, (_, seed) => {
      const result = cutmix()(PLAIN, seed);
      const inside = foreign(result, 0);
      for (const k of [1, 2]) expect(foreign(result, k)).toEqual(inside);
      const cells = inside.flatMap((is, i) => (is ? [[i % WIDTH, Math.floor(i / WIDTH)] as const] : []));
      const spread = (axis: 0 | 1) => new Set(cells.map((cell) => cell[axis])).size;
      // A box: as many pixels as columns times rows, which are neighbours.
      expect(cells).toHaveLength(spread(0) * spread(1));
      for (const axis of [0, 1] as const) {
        const all = cells.map((cell) => cell[axis]);
        if (all.length > 0) expect(Math.max(...all) - Math.min(...all) + 1).toBe(spread(axis));
      }
      const share = cells.length / (HEIGHT * WIDTH);
      const [own, part] = [Math.fround(1 - share), Math.fround(1 - (1 - share))];
      expect(Array.from(result.labels)).toEqual([own, 0, part, part, own, 0, 0, part, own]);
      return share;
    });
    expect(Math.min(...shares)).toBe(0);
    expect(Math.max(...shares)).toBeGreaterThan(0.5);
  });

  it('leaves its input as it is, and gives the same for the same seed, without tensors', () => {
    const tensors = tf.memory().numTensors;
    const before = PLAIN.images.slice();
    const result = cutmix({ alpha: 0.5 })(PLAIN, 7);
    expect(PLAIN.images).toEqual(before);
    expect(PLAIN.labels).toEqual(Int32Array.of(0, 1, 2));
    expect(cutmix({ alpha: 0.5 })(PLAIN, 7)).toEqual(result);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('takes batches of one image and of none', () => {
    const single = cutmix()(batchOf([[0.25, 0.75]], [1, 2, 1]), 3);
    expect(single.images).toEqual(Float32Array.of(0.25, 0.75));
    expect(single.labels).toEqual(Float32Array.of(1));
    expect(cutmix()(batchOf([], [1, 2, 1]), 3).images).toHaveLength(0);
  });

  it('names bad options and labels', () => {
    for (const alpha of [0, -1, Number.NaN]) expect(() => cutmix({ alpha })).toThrow(InvalidOptionError);
    expect(() => cutmix()({ ...PLAIN, classes: 2 }, 1)).toThrow(InvalidBatchError);
  });
});
