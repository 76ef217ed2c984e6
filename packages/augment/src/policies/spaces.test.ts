import { expect, it } from 'vitest';
import fixture from '../../fixtures/color.json' with { type: 'json' };
import type { ImageShape } from '../batch.ts';
import { AUG_MIX_ALL_SPACE, AUG_MIX_SPACE, type Choice, RAND_SPACE, TRIVIAL_SPACE } from './spaces.ts';

/** The one that the fixture was made for. */
const SHAPE: ImageShape = [32, 48, 3];

const { randAugment, randAugment9, trivialAugment, augMix } = fixture.spaces;

it.each([
  ['RandAugment', RAND_SPACE, 31, randAugment],
  ['RandAugment with 9 strengths', RAND_SPACE, 9, randAugment9],
  ['TrivialAugment', TRIVIAL_SPACE, 31, trivialAugment],
  ['AugMix', AUG_MIX_ALL_SPACE, 10, augMix],
] as const)(
  "%s has torchvision's operations and magnitudes",
  (_, space: readonly Choice[], bins, expected) => {
    const camelCase = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    expect(space.map(({ operation }) => operation)).toEqual(Object.keys(expected).map(camelCase));
    for (const [i, [name, { magnitudes, signed }]] of Object.entries(expected).entries()) {
      const choice = space[i]!;
      expect(choice.signed).toBe(signed);
      // Thresholds are bytes there.
      const unit = name === 'Solarize' ? 255 : 1;
      for (let bin = 0; bin < bins; bin++) {
        const value = magnitudes?.[bin] ?? 0;
        const error = Math.abs(choice.magnitude(bin, bins, SHAPE) * unit - value);
        // Torchvision's linspace rounds the step, the product and the sum to float32, measured by the greatest magnitude.
        const greatest = Math.max(...(magnitudes ?? [0]));
        expect(error).toBeLessThanOrEqual(name === 'Posterize' ? 0 : 3 * 2 ** -24 * greatest);
      }
    }
  },
);

it('leaves out four operations in the smaller space of AugMix', () => {
  expect(AUG_MIX_SPACE).toHaveLength(9);
  const more = AUG_MIX_ALL_SPACE.filter((choice) => !AUG_MIX_SPACE.includes(choice));
  expect(more.map(({ operation }) => operation)).toEqual(['brightness', 'color', 'contrast', 'sharpness']);
});

it('moves by whole pixels where the product says so', () => {
  const translateX = (space: readonly Choice[]) => space.find(({ operation }) => operation === 'translateX')!;
  expect(translateX(TRIVIAL_SPACE).magnitude(15, 31, SHAPE)).toBe(16);
  expect(translateX(RAND_SPACE).magnitude(30, 31, [1, 331, 1])).toBe(150);
  expect(translateX(AUG_MIX_SPACE).magnitude(3, 10, [1, 36, 1])).toBe(4);
});
