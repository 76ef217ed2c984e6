import fc from 'fast-check';
import { expect, test } from 'vitest';
import { divergingScale, inkOn, type Rgb, sequentialScale } from './color-scale.ts';
import { PlotError } from './plot-error.ts';
import { colorList } from './report-style.ts';
import { THEMES } from './theme.ts';

/** CIE lightness, 0 to 100. */
function lightness(color: Rgb): number {
  const luminance = luminanceOf(color);
  return luminance > (6 / 29) ** 3 ? 116 * Math.cbrt(luminance) - 16 : luminance * (29 / 3) ** 3;
}

function luminanceOf(color: Rgb): number {
  const [red, green, blue] = color.map((byte) =>
    byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const steps = (from: number, to: number, count = 64) =>
  Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);

test("the ends are viridis' and RdBu's published colours", () => {
  const sequential = sequentialScale({ domain: [-2, 3] });
  expect([sequential.hex(-2), sequential.hex(3)]).toEqual(['#440154', '#fde725']);
  const diverging = divergingScale(2);
  expect([diverging.hex(-2), diverging.hex(2)]).toEqual(['#053061', '#67001f']);
});

test('sequential colours grow lighter, so that they keep their order in grey', () => {
  const { rgb } = sequentialScale({ domain: [0, 1] });
  const levels = steps(0, 1).map((value) => lightness(rgb(value)));
  expect(levels.every((level, i) => i === 0 || level > (levels[i - 1] as number))).toBe(true);
});

test('diverging colours grow darker with the size on both sides, and 0 is nearly white', () => {
  const { rgb } = divergingScale(1);
  expect(lightness(rgb(0))).toBeGreaterThan(94);
  expect(Math.max(...rgb(0)) - Math.min(...rgb(0))).toBeLessThan(8);
  for (const sign of [-1, 1]) {
    const levels = steps(0, 1, 16).map((size) => lightness(rgb(sign * size)));
    expect(levels.every((level, i) => i === 0 || level < (levels[i - 1] as number))).toBe(true);
    expect(levels.at(-1)).toBeLessThan(30);
  }
  const [red, , blue] = rgb(0.5);
  expect(red).toBeGreaterThan(blue);
});

test('a log scale gives equal factors equal distances', () => {
  const log = sequentialScale({ domain: [1e-4, 1], kind: 'log' });
  const linear = sequentialScale({ domain: [0, 4] });
  for (const step of [0, 1, 2, 3, 4]) expect(log.hex(10 ** (step - 4))).toBe(linear.hex(step));
  expect(log.hex(0)).toBe(log.hex(1e-4));
  expect(log.hex(-1)).toBe(log.hex(1e-4));
});

test('values beyond the ends have the colour of the end, and one value alone has one colour', () => {
  const { hex } = sequentialScale({ domain: [0, 1] });
  expect([hex(-1), hex(Number.NEGATIVE_INFINITY)]).toEqual([hex(0), hex(0)]);
  expect([hex(7), hex(Number.POSITIVE_INFINITY)]).toEqual([hex(1), hex(1)]);
  expect(sequentialScale({ domain: [5, 5] }).hex(5)).toMatch(/^#[0-9a-f]{6}$/);
  expect(divergingScale(0).hex(0)).toBe(divergingScale(1).hex(0));
});

test('any domain colours its own values in order', () => {
  const size = { noNaN: true, noDefaultInfinity: true };
  fc.assert(
    fc.property(fc.double(size), fc.double(size), fc.double(size), (a, b, value) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const { rgb } = sequentialScale({ domain: [low, high] });
      fc.pre(low <= value && value <= high && low < high);
      expect(lightness(rgb(value))).toBeGreaterThanOrEqual(lightness(rgb(low)));
      expect(lightness(rgb(value))).toBeLessThanOrEqual(lightness(rgb(high)));
    }),
  );
});

test('ink has contrast 4.5:1 on every colour', () => {
  const scales = [sequentialScale({ domain: [0, 1] }), divergingScale(1)];
  for (const color of scales.flatMap(({ rgb }) => steps(-1, 1).map(rgb))) {
    const ink = luminanceOf(inkOn(color) === '#010101' ? [1, 1, 1] : [254, 254, 254]);
    const [low = 0, high = 0] = [luminanceOf(color), ink].sort((a, b) => a - b);
    expect((high + 0.05) / (low + 0.05)).toBeGreaterThanOrEqual(4.5);
  }
});

test('no colour is one that the report turns around for dark readers', () => {
  const scales = [sequentialScale({ domain: [-1, 1] }), divergingScale(1)];
  const fixed = scales.flatMap(({ rgb, hex }) =>
    steps(-1, 1, 512).flatMap((value) => [hex(value), inkOn(rgb(value))]),
  );
  const themes = Object.values(THEMES).flatMap(colorList);
  expect(fixed.filter((color) => themes.includes(color))).toEqual([]);
});

test.each<[RegExp, () => unknown]>([
  [/domain is \[1, 0\]/, () => sequentialScale({ domain: [1, 0] })],
  [/domain is \[NaN, 0\]/, () => sequentialScale({ domain: [Number.NaN, 0] })],
  [/domain is \[0, Infinity\]/, () => sequentialScale({ domain: [0, Number.POSITIVE_INFINITY] })],
  [/log scale starts above 0/, () => sequentialScale({ domain: [0, 1], kind: 'log' })],
  [/limit is -1/, () => divergingScale(-1)],
  [/limit is NaN/, () => divergingScale(Number.NaN)],
  [/NaN has no colour/, () => divergingScale(1).rgb(Number.NaN)],
])('refuses what has no colour: %s', (message, make) => {
  expect(make).toThrow(PlotError);
  expect(make).toThrow(message);
});
