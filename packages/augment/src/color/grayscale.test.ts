import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf, changed, changedPixel, distance } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { grayscale, randomGrayscale } from './grayscale.ts';
import { expectGolden, golden, RGB_SHAPE, ROUNDING } from './test-golden.ts';

describe('grayscale', () => {
  // With three channels RGB keeps its shape; gray images with one do.
  const sameChannels = (batch: Parameters<ReturnType<typeof grayscale>>[0], seed: number) =>
    grayscale({ channels: batch.shape[3] === 3 ? 3 : 1 })(batch, seed);
  itKeepsTheLaws(sameChannels);

  it('weighs red, green and blue', () => {
    expect(changedPixel(grayscale(), [1, 0, 0])).toEqual([Math.fround(0.2989)]);
    expect(changedPixel(grayscale(), [0, 1, 0])).toEqual([Math.fround(0.587)]);
    expect(changedPixel(grayscale(), [0, 0, 1])).toEqual([Math.fround(0.114)]);
  });

  it('has one channel by default, or three', () => {
    const batch = batchOf([[1, 0, 0, 0, 1, 0]], [2, 1, 3]);
    const one = grayscale()(batch, 1);
    expect(one.shape).toEqual([1, 2, 1, 1]);
    expect(one.images).toEqual(Float32Array.of(0.2989, 0.587));
    const three = grayscale({ channels: 3 })(batch, 1);
    expect(three.shape).toEqual([1, 2, 1, 3]);
    expect(three.images).toEqual(Float32Array.of(0.2989, 0.2989, 0.2989, 0.587, 0.587, 0.587));
  });

  it('repeats gray images or leaves them as they are', () => {
    expect(changed(grayscale({ channels: 3 }), [0.25, 0.5], [1, 2, 1])).toEqual([
      0.25, 0.25, 0.25, 0.5, 0.5, 0.5,
    ]);
    expect(changed(grayscale(), [0.25, 0.5], [1, 2, 1])).toEqual([0.25, 0.5]);
  });

  it('gives what torchvision gives', () => {
    expectGolden(grayscale({ channels: 3 }), golden.grayscale, 5);
    const one = golden.grayscale.filter((_, i) => i % 3 === 0);
    expect(distance(changed(grayscale(), golden.rgb, RGB_SHAPE), one)).toBeLessThanOrEqual(5 * ROUNDING);
  });

  it('refuses other channels and images in [0, 255]', () => {
    for (const channels of [0, 2, 4]) {
      expect(() => grayscale({ channels: channels as 1 })).toThrow(InvalidOptionError);
      expect(() => grayscale({ channels: channels as 1 })).toThrow(`grayscale: channels is ${channels}`);
    }
    expect(() => changedPixel(grayscale(), [0, 128, 255])).toThrow(InvalidBatchError);
    expect(() => changedPixel(grayscale(), [0, 1])).toThrow('grayscale: the images have 2 channels');
  });
});

it('randomGrayscale keeps three channels', () => {
  const expected = changed(grayscale({ channels: 3 }), golden.rgb, RGB_SHAPE);
  expect(changed(randomGrayscale({ p: 1 }), golden.rgb, RGB_SHAPE)).toEqual(expected);
  expect(changedPixel(randomGrayscale({ p: 1 }), [0.25])).toEqual([0.25]);
});
