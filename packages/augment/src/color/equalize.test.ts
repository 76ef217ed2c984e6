import { expect, it } from 'vitest';
import { changed, distance } from '../test-images.ts';
import { equalize } from './equalize.ts';
import { golden, PHOTO_SHAPE, ROUNDING } from './test-golden.ts';

const bytesAfter = (bytes: readonly number[], [height, width]: readonly [number, number]) => {
  const result = changed(
    equalize(),
    bytes.map((byte) => byte / 255),
    [height, width, 1],
  ).map((x) => x * 255);
  const rounded = result.map(Math.round);
  expect(distance(result, rounded)).toBeLessThanOrEqual(255 * ROUNDING);
  return rounded;
};

const times = (count: number, byte: number): number[] => Array(count).fill(byte);

it('moves two values to the ends', () => {
  const bytes = [...times(300, 51), ...times(100, 204)];
  expect(bytesAfter(bytes, [20, 20])).toEqual([...times(300, 0), ...times(100, 255)]);
});

it('counts the darker pixels in steps of a 255th of all but the brightest', () => {
  // 510 pixels beside the brightest, steps of 2: bytes after 0, 200 and 400 of them, and after 510.
  const bytes = [...times(200, 10), ...times(200, 20), ...times(110, 30), ...times(10, 40)];
  const expected = [...times(200, 0), ...times(200, 100), ...times(110, 200), ...times(10, 255)];
  expect(bytesAfter(bytes, [26, 20])).toEqual(expected);
});

it('leaves a histogram as it is that is even already', () => {
  const once = Array.from({ length: 256 }, (_, i) => i);
  expect(bytesAfter(once, [16, 16])).toEqual(once);
  const fourTimes = once.flatMap((byte) => times(4, byte));
  expect(bytesAfter(fourTimes, [32, 32])).toEqual(fourTimes);
});

it('leaves bytes as they are where there are too few beside the brightest, and rounds to them', () => {
  const bytes = [...times(254, 51), ...times(146, 204)];
  expect(bytesAfter(bytes, [20, 20])).toEqual(bytes);
  expect(bytesAfter(times(400, 7), [20, 20])).toEqual(times(400, 7));
  // Torchvision multiplies by 255.999 and drops the rest: 0.5 is byte 127, 0.003 is 0 and 0.997 is 255.
  expect(changed(equalize(), [0.003, 0.5, 0.997], [1, 3, 1])).toEqual([0, Math.fround(127 / 255), 1]);
});

it('treats each channel for itself, as torchvision does', () => {
  const photo = golden.photo.map((byte) => byte / 255);
  const expected = golden.equalize.map((byte) => Math.fround(byte / 255));
  expect(changed(equalize(), photo, PHOTO_SHAPE)).toEqual(expected);
});
