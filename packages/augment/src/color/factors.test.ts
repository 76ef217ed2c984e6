import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf } from '../test-images.ts';
import { itKeepsTheLaws, twoImages } from '../test-laws.ts';
import { adjustBrightness } from './brightness.ts';
import { adjustContrast } from './contrast.ts';
import { adjustHue } from './hue.ts';
import { adjustSaturation } from './saturation.ts';
import { adjustSharpness, randomAdjustSharpness } from './sharpness.ts';

const certainly = (factor: number) => randomAdjustSharpness(factor, { p: 1 });

describe.each([
  ['adjustBrightness', adjustBrightness, 1],
  ['adjustContrast', adjustContrast, 1],
  ['adjustSaturation', adjustSaturation, 1],
  ['adjustSharpness', adjustSharpness, 1],
  ['randomAdjustSharpness', certainly, 1],
  ['adjustHue', adjustHue, 0],
] as const)('%s', (name, adjust, neutral) => {
  itKeepsTheLaws(adjust(neutral + 0.4));
  itKeepsTheLaws(adjust(neutral === 0 ? -0.4 : 0));

  it('changes nothing with the neutral factor, to the bit', () => {
    fc.assert(
      fc.property(twoImages, ({ shape, one, other, seed }) => {
        const batch = batchOf([one, other], shape);
        expect(adjust(neutral)(batch, seed).images).toEqual(batch.images);
      }),
    );
  });

  it('refuses factors outside its range', () => {
    for (const factor of [neutral === 0 ? 0.51 : -0.01, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => adjust(factor)).toThrow(InvalidOptionError);
      expect(() => adjust(factor)).toThrow(`${name}: the`);
    }
  });

  it('refuses images that are not gray or RGB in [0, 1]', () => {
    const transform = adjust(neutral + 0.2);
    expect(() => transform(batchOf([[0, 1]], [1, 1, 2]), 1)).toThrow(InvalidBatchError);
    expect(() => transform(batchOf([[0, 1]], [1, 1, 2]), 1)).toThrow(`${name}: the images have 2 channels`);
    for (const value of [-0.125, 1.5, Number.NaN]) {
      expect(() => transform(batchOf([[value]], [1, 1, 1]), 1)).toThrow(InvalidBatchError);
      expect(() => transform(batchOf([[value]], [1, 1, 1]), 1)).toThrow(
        `${name}: an image holds the value ${value}`,
      );
    }
  });
});
