import { expect } from 'vitest';
import type { Transform } from '../batch.ts';
import {
  adjustBrightness,
  adjustContrast,
  adjustSaturation,
  adjustSharpness,
  affine,
  autocontrast,
  equalize,
  posterize,
  rotate,
  solarize,
} from '../index.ts';
import { batchOf } from '../test-images.ts';

const unchanged: Transform = (batch) => batch;

/** Magnitudes as torchvision's documentation of a policy gives them. */
export interface Magnitudes {
  readonly shear: number;
  readonly translateX: number;
  readonly translateY: number;
  readonly degrees: number;
  readonly factor: number;
  readonly bits: number;
  readonly threshold: number;
}

const degreesOf = (slope: number) => (Math.atan(slope) / Math.PI) * 180;

/** Each operation as a list of the equally likely things that it does, made of the public transforms. */
export function operationsOf(magnitudes: Magnitudes): readonly (readonly Transform[])[] {
  const { shear, translateX, translateY, degrees, factor, bits, threshold } = magnitudes;
  const both = (make: (sign: number) => Transform) => [make(1), make(-1)];
  return [
    [unchanged],
    both((sign) => affine({ shear: [degreesOf(sign * shear), 0], center: [0, 0] })),
    both((sign) => affine({ shear: [0, degreesOf(sign * shear)], center: [0, 0] })),
    both((sign) => affine({ translate: [sign * translateX, 0] })),
    both((sign) => affine({ translate: [0, sign * translateY] })),
    both((sign) => rotate(sign * degrees)),
    both((sign) => adjustBrightness(1 + sign * factor)),
    both((sign) => adjustSaturation(1 + sign * factor)),
    both((sign) => adjustContrast(1 + sign * factor)),
    both((sign) => adjustSharpness(1 + sign * factor)),
    [posterize(bits)],
    [solarize(threshold)],
    [autocontrast()],
    [equalize()],
  ];
}

/** A coloured image on which all operations differ, `[20, 24, 3]`: enough pixels to be equalized. */
export const IMAGE = Array.from({ length: 20 * 24 * 3 }, (_, i) => {
  const [pixel, channel] = [Math.floor(i / 3), i % 3];
  const [x, y] = [pixel % 24, Math.floor(pixel / 24)];
  return 0.1 + 0.7 * (0.5 + 0.5 * Math.sin(0.9 * x + 1.7 * channel) * Math.cos(0.6 * y - channel)) ** 2;
});
export const SHAPE = [20, 24, 3] as const;

/** The same for the same image only. */
export const keyOf = (image: Float32Array): string =>
  Buffer.from(image.buffer, image.byteOffset, image.byteLength).toString('latin1');

/** What the transform makes of `count` images that are all the same, as keys. */
export function outcomesOf(transform: Transform, count: number, seed: number): readonly string[] {
  const { images } = transform(batchOf(new Array(count).fill(IMAGE), SHAPE), seed);
  return Array.from({ length: count }, (_, i) =>
    keyOf(images.subarray(i * IMAGE.length, (i + 1) * IMAGE.length)),
  );
}

/** The outcomes are those of the chances, each as often as its chance says: a chi-square below `quantile`. */
export function expectChances(
  outcomes: readonly string[],
  chances: ReadonlyMap<string, number>,
  quantile: number,
): void {
  const counts = new Map([...chances.keys()].map((key) => [key, 0]));
  for (const outcome of outcomes) {
    expect(counts.has(outcome)).toBe(true);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const chiSquare = [...chances].reduce((sum, [key, chance]) => {
    const expected = chance * outcomes.length;
    return sum + ((counts.get(key) ?? 0) - expected) ** 2 / expected;
  }, 0);
  expect(chiSquare).toBeLessThan(quantile);
}
