import { expect } from 'vitest';
import fixture from '../../fixtures/color.json' with { type: 'json' };
import type { ImageShape, Transform } from '../batch.ts';
import { changed, distance } from '../test-images.ts';

/** What torchvision made of one image; fixtures/color.py says how. */
export const golden = fixture;

/** Shape of `golden.rgb`. */
export const RGB_SHAPE: ImageShape = [5, 6, 3];

/** Shape of `golden.photo`, which is in bytes. */
export const PHOTO_SHAPE: ImageShape = [24, 25, 3];

/** The largest error of a rounded number in [0, 1]: torchvision computes in float32, and bounds below count its roundings. */
export const ROUNDING = 2 ** -24;

/** Roundings of `factor * x + (1 - factor) * y` where y has `roundings`, for the factors of the fixture. */
export const roundingsOfBlend = (factor: number, roundings: number): number =>
  (factor + Math.abs(1 - factor)) * (roundings + 3);

/** The transform makes of the fixture's image what torchvision made of it, but for a number of roundings. */
export function expectGolden(transform: Transform, output: readonly number[], roundings: number): void {
  expect(distance(changed(transform, golden.rgb, RGB_SHAPE), output)).toBeLessThanOrEqual(
    roundings * ROUNDING,
  );
}
