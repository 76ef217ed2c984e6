import { describe, expect, test } from 'vitest';
import { barStyle } from './area-style.ts';
import { seriesStyle } from './series-style.ts';
import { THEMES, type Theme } from './theme.ts';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** What dichromats see, in linear RGB: Machado, Oliveira and Fernandes (2009), severity 1. */
const VISION: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Linear RGB, 0 to 1. */
function linear(hex: string): Triple {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

const dot = (a: Triple, b: Triple) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const root = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);

/** CIELAB of a linear RGB colour as somebody sees it. */
function lab(color: Triple, vision: Matrix): Triple {
  const [red = 0, green = 0, blue = 0] = vision.map((row) => Math.min(1, Math.max(0, dot(row, color))));
  const seen = [red, green, blue] as const;
  const x = root(dot([0.4124564, 0.3575761, 0.1804375], seen) / 0.95047);
  const y = root(dot([0.2126729, 0.7151522, 0.072175], seen));
  const z = root(dot([0.0193339, 0.119192, 0.9503041], seen) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const lightness = (color: Triple) => 116 * root(dot([0.2126, 0.7152, 0.0722], color)) - 16;

/** The least of a measure over all pairs. */
function least<T>(all: readonly T[], measure: (a: T, b: T) => number): number {
  return Math.min(...all.flatMap((a, at) => all.slice(at + 1).map((b) => measure(a, b))));
}

describe.each(['light', 'dark'] as const)('%s', (theme: Theme) => {
  const colors = THEMES[theme];
  const series = colors.series.map(linear);

  test.each(Object.entries(VISION))('series differ with %s vision', (_, vision) => {
    const distance = (a: Triple, b: Triple) =>
      Math.hypot(...lab(a, vision).map((one, at) => one - (lab(b, vision)[at] as number)));
    // A difference of 2.3 can just be noticed where colours touch (Mahy et al., 1994); lines are thin and apart.
    expect(least(series, distance)).toBeGreaterThan(13);
    expect(least(series.slice(0, 4), distance)).toBeGreaterThan(20);
    expect(distance(linear(colors.good), linear(colors.bad))).toBeGreaterThan(20);
  });

  test('the first four series differ in grey', () => {
    expect(least(series.slice(0, 4).map(lightness), (a, b) => Math.abs(a - b))).toBeGreaterThan(5);
  });

  test('any two of 21 series that are alike in grey have other markers or dashes', () => {
    const styles = Array.from({ length: 21 }, (_, index) => seriesStyle(index, false, colors));
    const apart = least(styles, (a, b) => {
      const grey = Math.abs(lightness(linear(a.color)) - lightness(linear(b.color)));
      return a.marker !== b.marker || a.dash !== b.dash ? Number.POSITIVE_INFINITY : grey;
    });
    expect(apart).toBeGreaterThan(5);
  });

  test('neighbouring bars differ in grey', () => {
    const ground = linear(colors.background);
    const greys = Array.from({ length: 7 }, (_, index) => {
      const { fill, 'fill-opacity': opacity = 1 } = barStyle(index, colors);
      const paint = linear(String(fill));
      // Browsers mix sRGB values; mixing light instead moves both ends alike.
      return lightness(
        [0, 1, 2].map(
          (at) => (paint[at] as number) * Number(opacity) + (ground[at] as number) * (1 - Number(opacity)),
        ) as unknown as Triple,
      );
    });
    const steps = greys.slice(1).map((grey, index) => Math.abs(grey - (greys[index] as number)));
    expect(Math.min(...steps)).toBeGreaterThan(5);
  });
});
