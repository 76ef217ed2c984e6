import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { randomRotation, rotate } from './rotate.ts';
import { expectMade, golden } from './test-golden.ts';

const MODES = ['nearest', 'bilinear'] as const;

describe('rotate', () => {
  itKeepsTheLaws(rotate(33, { interpolation: 'bilinear', fill: 0.5 }));

  it('gives what torchvision gives', () => {
    for (const { angle, interpolation, expand, center, fill, ...made } of golden.rotate) {
      const around = center === null ? {} : { center: center as [number, number] };
      expectMade(rotate(angle, { interpolation: interpolation as 'nearest', expand, fill, ...around }), made);
    }
  });

  it.each(MODES)('moves pixels by quarter turns, counter-clockwise, and mixes none (%s)', (interpolation) => {
    const turned = (angle: number) =>
      changed(rotate(angle, { interpolation }), [1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3, 1]);
    expect(turned(90)).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7]);
    expect(turned(180)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(turned(270)).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
    expect(turned(-90)).toEqual(turned(270));
    expect(turned(360)).toEqual(turned(0));
  });

  it.each(MODES)('makes room for a turned image, exactly by quarter turns (%s)', (interpolation) => {
    const { images, shape } = rotate(90, { interpolation, expand: true })(
      batchOf([[1, 2, 3, 4, 5, 6]], [2, 3, 1]),
      1,
    );
    expect(shape).toEqual([1, 3, 2, 1]);
    expect(Array.from(images)).toEqual([3, 6, 2, 5, 1, 4]);
  });

  it('fills what comes from outside, each channel with its own number', () => {
    const half = rotate(0, { center: [0, 0], fill: [0.25, 0.75] });
    expect(changed(half, [1, 1], [1, 1, 2])).toEqual([1, 1]);
    const away = rotate(180, { center: [0, 0], fill: [0.25, 0.75] });
    expect(changed(away, [1, 1], [1, 1, 2])).toEqual([0.25, 0.75]);
  });

  it('names bad options and images', () => {
    expect(() => rotate(Number.NaN)).toThrow(InvalidOptionError);
    expect(() => rotate(1, { center: [0, Infinity] })).toThrow('center');
    expect(() => rotate(1, { center: [0, 0], expand: true })).toThrow('leave out center or expand');
    expect(() => rotate(1, { interpolation: 'cubic' as 'nearest' })).toThrow('nearest, bilinear');
    expect(() => rotate(1, { fill: [] })).toThrow(InvalidOptionError);
    const twoFills = rotate(1, { fill: [0, 1] });
    expect(() => twoFills(batchOf([[1, 2, 3]], [1, 1, 3]), 1)).toThrow(InvalidBatchError);
  });
});

describe('randomRotation', () => {
  itKeepsTheLaws(randomRotation(40, { interpolation: 'bilinear' }));

  it('turns each image by an angle of its own within the range', () => {
    // Seen from the centre of a bright right half, the angle is where the bright half begins.
    const size = 64;
    const image = Array.from({ length: size * size }, (_, i) => (i % size >= size / 2 ? 1 : 0));
    const batch = batchOf(new Array(40).fill(image), [size, size, 1]);
    const shapes = randomRotation([10, 20])(batch, 3).images;
    const angles = batch.images.length / (size * size);
    for (let k = 0; k < angles; k++) {
      let [x, y] = [0, 0];
      for (let i = 0; i < size * size; i++) {
        const [u, v] = [(i % size) + 0.5 - size / 2, Math.floor(i / size) + 0.5 - size / 2];
        if (u * u + v * v > 30 * 30) continue;
        x += (shapes[k * size * size + i] as number) * u;
        y += (shapes[k * size * size + i] as number) * v;
      }
      const degrees = (Math.atan2(-y, x) * 180) / Math.PI;
      // Half a pixel at the rim of a disk of 30 is one degree.
      expect(degrees).toBeGreaterThan(9);
      expect(degrees).toBeLessThan(21);
    }
  });

  it('of no degrees is the identity; of one angle it is rotate', () => {
    const batch = batchOf([[0.1, 0.2, 0.3, 0.4]], [2, 2, 1]);
    expect(randomRotation(0)(batch, 5).images).toEqual(batch.images);
    expect(randomRotation([90, 90])(batch, 5).images).toEqual(rotate(90)(batch, 5).images);
  });

  it('names bad options', () => {
    expect(() => randomRotation(-1)).toThrow(InvalidOptionError);
    expect(() => randomRotation([2, 1])).toThrow('[2, 1]');
    expect(() => randomRotation([0, Number.NaN])).toThrow(InvalidOptionError);
  });
});
