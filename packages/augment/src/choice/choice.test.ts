import { describe, expect, it } from 'vitest';
import type { ImageBatch, Transform } from '../batch.ts';
import { compose } from '../compose.ts';
import { centerCrop } from '../crop/center-crop.ts';
import { randomErasing } from '../erase/random-erasing.ts';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { horizontalFlip, verticalFlip } from '../flip.ts';
import { mixup } from '../mix/mixup.ts';
import { normalize } from '../normalize.ts';
import { batchOf } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { oneOf } from './one-of.ts';
import { randomApply } from './random-apply.ts';

const COUNT = 2000;
const many: ImageBatch = {
  ...batchOf(
    Array.from({ length: COUNT }, (_, i) => [i, i + 0.5]),
    [1, 2, 1],
  ),
  labels: Int32Array.from({ length: COUNT }, (_, i) => i),
  classes: COUNT,
};
/** Adds a number to every value. */
const add = (number: number) => normalize(-number, 1);
/** What was added to each image; also that both of its values changed alike. */
const added = ({ images }: ImageBatch) =>
  Array.from({ length: COUNT }, (_, i) => {
    const first = (images[2 * i] as number) - i;
    expect((images[2 * i + 1] as number) - i - 0.5).toBe(first);
    return first;
  });
/** Four standard deviations of a share of COUNT images. */
const expectShare = (times: number, p: number) =>
  expect(Math.abs(times / COUNT - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / COUNT));

describe('randomApply', () => {
  itKeepsTheLaws(randomApply(horizontalFlip()));
  itKeepsTheLaws(randomApply(compose([verticalFlip(), randomErasing()]), { p: 0.8 }));

  it('changes the share p of images, each at its place, with its label', () => {
    for (const p of [0, 0.3, 1]) {
      const result = randomApply(add(1), { p })(many, 1);
      const changes = added(result);
      expect(changes.every((change) => change === 0 || change === 1)).toBe(true);
      expectShare(changes.filter((change) => change === 1).length, p);
      expect(result.labels).toEqual(many.labels);
    }
    expectShare(added(randomApply(add(1))(many, 2)).filter((change) => change === 1).length, 0.5);
  });

  it('mixes the chosen images with each other, and gives the others labels of the same kind', () => {
    const few: ImageBatch = {
      ...batchOf([[0], [0.25], [0.5], [0.75], [1], [0.125]], [1, 1, 1]),
      labels: Int32Array.of(0, 1, 2, 3, 4, 5),
      classes: 6,
    };
    const result = randomApply(mixup())(few, 3);
    expect(result.labels).toHaveLength(36);
    const kept = [0, 1, 2, 3, 4, 5].filter((i) => result.labels[7 * i] === 1);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(5);
    for (const i of kept) expect(result.images[i]).toBe(few.images[i]);
    for (let row = 0; row < 6; row++) {
      const labels = Array.from(result.labels.subarray(6 * row, 6 * row + 6));
      const mixed = labels.reduce((sum, weight, k) => sum + weight * (few.images[k] as number), 0);
      // Two weights and the mean are rounded to float32.
      expect(Math.abs((result.images[row] as number) - mixed)).toBeLessThan(2 ** -23);
      for (const k of kept) expect(labels[k]).toBe(k === row ? 1 : 0);
    }
  });

  it('names a bad p, and results of another size than what is left alone', () => {
    expect(() => randomApply(horizontalFlip(), { p: 1.5 })).toThrow(InvalidOptionError);
    expect(() => randomApply(centerCrop(1))(many, 1)).toThrow(InvalidBatchError);
    expect(randomApply(centerCrop(1), { p: 1 })(many, 1).shape).toEqual([COUNT, 1, 1, 1]);
  });
});

describe('oneOf', () => {
  itKeepsTheLaws(oneOf([horizontalFlip(), verticalFlip(), randomErasing({ p: 1 })]));
  itKeepsTheLaws(oneOf([centerCrop(2)]), ([, , channels]) => [2, 2, channels]);

  it('does one of them to each image, equally often', () => {
    const result = oneOf([add(1), add(2), add(4)])(many, 1);
    const changes = added(result);
    for (const change of [1, 2, 4]) expectShare(changes.filter((one) => one === change).length, 1 / 3);
    expect(changes.every((change) => [1, 2, 4].includes(change))).toBe(true);
    expect(result.labels).toEqual(many.labels);
  });

  it('does them as often as they are likely, and never what has likelihood 0', () => {
    const changes = added(oneOf([add(1), add(2), add(4), add(8)], { p: [0, 3, 1, 0] })(many, 2));
    expectShare(changes.filter((change) => change === 2).length, 0.75);
    expectShare(changes.filter((change) => change === 4).length, 0.25);
    expect(changes.every((change) => change === 2 || change === 4)).toBe(true);
  });

  it('gives each a seed of its own, the same every time', () => {
    const seeds: number[] = [];
    const note: Transform = (batch, seed) => {
      seeds.push(seed);
      return batch;
    };
    for (let i = 0; i < 2; i++) oneOf([note, note])(many, 6);
    expect(new Set([6, ...seeds.slice(0, 2)]).size).toBe(3);
    expect(seeds.slice(2)).toEqual(seeds.slice(0, 2));
  });

  it('names bad options, and results of different sizes', () => {
    const both: readonly Transform[] = [horizontalFlip(), verticalFlip()];
    expect(() => oneOf([])).toThrow(InvalidOptionError);
    for (const p of [[1], [0, 0], [1, -1], [Number.NaN, 1], [Infinity, 1]])
      expect(() => oneOf(both, { p })).toThrow(InvalidOptionError);
    expect(() => oneOf([horizontalFlip(), centerCrop(1)])(many, 1)).toThrow(InvalidBatchError);
  });
});
