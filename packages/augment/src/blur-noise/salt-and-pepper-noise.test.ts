import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { changed, changedPixel } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { type SaltAndPepperNoiseOptions, saltAndPepperNoise } from './salt-and-pepper-noise.ts';

describe('saltAndPepperNoise', () => {
  itKeepsTheLaws(saltAndPepperNoise({ amount: 0.4 }));
});

const COUNT = 100 * 100 * 3;

/** Shares of salt and pepper on a gray image of 0.5; everything else must have stayed. */
function shares(options?: SaltAndPepperNoiseOptions): { salt: number; pepper: number } {
  const result = changed(saltAndPepperNoise(options), new Array(COUNT).fill(0.5), [100, 100, 3], 6);
  const share = (value: number) => result.filter((x) => x === value).length / COUNT;
  expect(share(0) + share(1) + share(0.5)).toBeCloseTo(1, 12);
  return { salt: share(1), pepper: share(0) };
}

/** Within four standard errors of a binomial share. */
const expectShare = (share: number, p: number) =>
  expect(Math.abs(share - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / COUNT));

it('replaces the stated share of the values', () => {
  const byDefault = shares();
  expectShare(byDefault.salt, 0.025);
  expectShare(byDefault.pepper, 0.025);
  const mostlySalt = shares({ amount: 0.3, saltVsPepper: 0.9 });
  expectShare(mostlySalt.salt, 0.27);
  expectShare(mostlySalt.pepper, 0.03);
});

it('replaces nothing or everything, by salt or pepper alone', () => {
  expect(shares({ amount: 0 })).toEqual({ salt: 0, pepper: 0 });
  expect(shares({ amount: 1, saltVsPepper: 1 })).toEqual({ salt: 1, pepper: 0 });
  expect(shares({ amount: 1, saltVsPepper: 0 })).toEqual({ salt: 0, pepper: 1 });
});

it('refuses what is no probability, and images that are not in [0, 1]', () => {
  for (const value of [-0.1, 1.1, Number.NaN]) {
    expect(() => saltAndPepperNoise({ amount: value })).toThrow(InvalidOptionError);
    expect(() => saltAndPepperNoise({ amount: value })).toThrow(`saltAndPepperNoise: amount is ${value}`);
    expect(() => saltAndPepperNoise({ saltVsPepper: value })).toThrow(
      `saltAndPepperNoise: saltVsPepper is ${value}`,
    );
  }
  expect(() => changedPixel(saltAndPepperNoise(), [128])).toThrow(InvalidBatchError);
  expect(() => changedPixel(saltAndPepperNoise(), [128])).toThrow(
    'saltAndPepperNoise: an image holds the value 128',
  );
});
