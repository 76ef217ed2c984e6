import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changedPixel, distance } from '../test-images.ts';
import { adjustHue } from './hue.ts';
import { expectGolden, golden, ROUNDING } from './test-golden.ts';

const RED = [1, 0, 0];
const YELLOW = [1, 1, 0];
const GREEN = [0, 1, 0];
const CYAN = [0, 1, 1];
const BLUE = [0, 0, 1];
const MAGENTA = [1, 0, 1];
const CIRCLE = [RED, YELLOW, GREEN, CYAN, BLUE, MAGENTA];

it('turns each corner of the colour circle into each other', () => {
  for (const [from, color] of CIRCLE.entries()) {
    for (const sixths of [-3, -2, -1, 0, 1, 2, 3]) {
      expect(changedPixel(adjustHue(sixths / 6), color)).toEqual(CIRCLE[(from + sixths + 6) % 6]);
    }
  }
});

it('turns by less than a corner, and keeps saturation and value', () => {
  expect(changedPixel(adjustHue(1 / 12), RED)).toEqual([1, 0.5, 0]);
  expect(changedPixel(adjustHue(-1 / 8), RED)).toEqual([1, 0, 0.75]);
  expect(changedPixel(adjustHue(0.5), [0.75, 0.5, 0.25])).toEqual([0.25, 0.5, 0.75]);
  expect(changedPixel(adjustHue(1 / 3), [0.75, 0.25, 0.25])).toEqual([0.25, 0.75, 0.25]);
});

it('leaves grays as they are, in RGB images too', () => {
  expect(changedPixel(adjustHue(0.3), [0.4])).toEqual([Math.fround(0.4)]);
  for (const x of [0, 0.5, 1]) expect(changedPixel(adjustHue(0.3), [x, x, x])).toEqual([x, x, x]);
});

/** The colour of a hue in turns, by the six sectors of Foley and van Dam: another way than the one of the implementation. */
function colorOf(hue: number, saturation: number, value: number): number[] {
  const sector = Math.floor(hue * 6);
  const f = hue * 6 - sector;
  const p = value * (1 - saturation);
  const q = value * (1 - saturation * f);
  const t = value * (1 - saturation * (1 - f));
  return [
    [value, t, p],
    [q, value, p],
    [p, value, t],
    [p, q, value],
    [t, p, value],
    [value, p, q],
  ][sector % 6]!;
}

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const turns = fc.double({ min: -0.5, max: 0.5, noNaN: true });

it('gives the colour that HSV gives for the hue', () => {
  fc.assert(
    fc.property(unit, unit, unit, turns, (hue, saturation, value, shift) => {
      const shifted = (((hue + shift) % 1) + 1) % 1;
      const result = changedPixel(adjustHue(shift), colorOf(hue, saturation, value));
      // The pixel is rounded on its way in, which moves the result by at most six roundings, and on its way out.
      expect(distance(result, colorOf(shifted, saturation, value))).toBeLessThanOrEqual(8 * ROUNDING);
    }),
  );
});

it('comes back by the opposite turn', () => {
  fc.assert(
    fc.property(fc.tuple(unit, unit, unit), turns, (pixel, shift) => {
      const rounded = pixel.map(Math.fround);
      const back = changedPixel(adjustHue(-shift), changedPixel(adjustHue(shift), rounded));
      expect(distance(back, rounded)).toBeLessThanOrEqual(8 * ROUNDING);
    }),
  );
});

it('gives what torchvision gives', () => {
  // Torchvision keeps the hue in turns, rounded to 2 ** -24: six times that in the sector, after some ten operations.
  for (const { argument, output } of golden.hue) expectGolden(adjustHue(argument), output, 64);
});
