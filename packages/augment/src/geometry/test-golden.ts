import { expect } from 'vitest';
import fixture from '../../fixtures/geometry.json' with { type: 'json' };
import type { ImageShape, Transform } from '../batch.ts';
import { batchOf, distance } from '../test-images.ts';

/** What torchvision and PIL made of one image; fixtures/geometry.py says how. */
export const golden = fixture;

/** Ours are rounded to float32 once, numbers in [0, 1]; the file has nine digits. */
export const ROUNDED_ONCE = 2 ** -25 + 1e-9;

/** The transform makes of the fixture's image what `made` says. */
export function expectMade(
  transform: Transform,
  made: { readonly shape: readonly number[]; readonly output: readonly number[] },
  tolerance = ROUNDED_ONCE,
): void {
  const { shape, output } = golden.image;
  const result = transform(batchOf([output], shape as unknown as ImageShape), 1);
  expect(result.shape).toEqual([1, ...made.shape]);
  expect(distance(result.images, made.output)).toBeLessThanOrEqual(tolerance);
}
