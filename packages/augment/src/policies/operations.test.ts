import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/color.json' with { type: 'json' };
import type { ImageShape } from '../batch.ts';
import { posterize } from '../color/posterize.ts';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { changed, distance } from '../test-images.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { redrawing } from './redraw.ts';

const SHAPE: ImageShape = [5, 6, 3];

/** The largest error of a rounded number in [0, 1]. */
const ROUNDING = 2 ** -24;

const camelCase = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}` as Operation;

function applied(
  operation: Operation,
  magnitude: number,
  interpolation: 'nearest' | 'bilinear',
): Float32Array {
  const image = Float32Array.from(fixture.rgb);
  OPERATIONS[operation](image, SHAPE, magnitude, redrawing('test', { interpolation }));
  return image;
}

describe.each(['nearest', 'bilinear'] as const)('%s', (interpolation) => {
  it.each(fixture[interpolation])(
    '$operation $magnitude gives what torchvision gives',
    ({ operation, magnitude, output }) => {
      // Torchvision computes places in float32, in units of half the image, some twenty operations on numbers up to 6; contrast takes the
      // mean of 30 grays. A value between two pixels moves by at most as much as the place does, in each direction.
      const result = applied(camelCase(operation), magnitude, interpolation);
      expect(distance(result, output)).toBeLessThanOrEqual(2 * 20 * 6 * ROUNDING);
    },
  );
});

it('posterizes and equalizes as the transforms of that name', () => {
  for (const bits of [0, 3, 8]) {
    expect(Array.from(applied('posterize', bits, 'nearest'))).toEqual(
      changed(posterize(bits), fixture.rgb, SHAPE),
    );
  }
  const photo = Float32Array.from(fixture.photo, (byte) => byte / 255);
  OPERATIONS.equalize(photo, [24, 25, 3], 0, redrawing('test', {}));
  expect(photo).toEqual(Float32Array.from(fixture.equalize, (byte) => byte / 255));
});

it('fills what comes from outside', () => {
  const image = new Float32Array(12).fill(0.5);
  OPERATIONS.translateX(image, [2, 2, 3], 1, redrawing('test', { fill: [0, 0.25, 1] }));
  expect(Array.from(image)).toEqual([0, 0.25, 1, 0.5, 0.5, 0.5, 0, 0.25, 1, 0.5, 0.5, 0.5]);
});

it('refuses fills outside [0, 1], unknown interpolations, and fills for other channels', () => {
  for (const fill of [-0.1, 255, Number.NaN]) {
    expect(() => redrawing('augMix', { fill })).toThrow(InvalidOptionError);
    expect(() => redrawing('augMix', { fill })).toThrow('augMix: fill is');
  }
  expect(() => redrawing('augMix', { interpolation: 'cubic' as 'nearest' })).toThrow(InvalidOptionError);
  const image = new Float32Array(4);
  const draw = () => OPERATIONS.rotate(image, [2, 2, 1], 9, redrawing('augMix', { fill: [0, 0, 0] }));
  expect(draw).toThrow(InvalidBatchError);
});
