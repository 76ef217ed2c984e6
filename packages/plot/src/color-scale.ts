import { rgb } from 'd3-color';
import { interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic';
import { PlotError } from './plot-error.ts';

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** A colour for each number of a range. */
export interface ColorScale {
  /** The values of the first and the last colour. */
  readonly domain: readonly [number, number];
  /** The colour of a value; those outside the domain have the colour of its nearer end. NaN is an error. */
  rgb(value: number): Rgb;
  /** The same as `#rrggbb`. */
  hex(value: number): string;
}

export interface SequentialOptions {
  /** The values of the darkest and the brightest colour. */
  readonly domain: readonly [number, number];
  /** Whether colours follow the value or its logarithm; the domain of a log scale starts above 0. @default 'linear' */
  readonly kind?: 'linear' | 'log';
}

/** Eight bits a channel hold no more steps; an odd number has a middle. */
const STEPS = 257;

/** Colour-blind readers and grey prints keep the order: lightness grows with the value. */
const VIRIDIS = ramp(interpolateViridis);
/** Blue below, white in the middle, red above: the pair that the common kinds of colour blindness tell apart. */
const BLUE_WHITE_RED = ramp((share) => interpolateRdBu(1 - share));

/**
 * Dark blue, green, yellow (viridis): for values that go one way, as probabilities and errors do. A domain of one value has one colour.
 * @throws PlotError where the domain is not two finite numbers in order, or not positive on a log scale.
 */
export function sequentialScale({ domain, kind = 'linear' }: SequentialOptions): ColorScale {
  const [low, high] = domain;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw new PlotError(
      `color scale: the domain is [${low}, ${high}]; give two finite numbers, the lower first.`,
    );
  }
  if (kind === 'log' && !(low > 0)) {
    throw new PlotError(`color scale: the domain starts at ${low}; a log scale starts above 0.`);
  }
  const place = kind === 'log' ? Math.log : (value: number) => value;
  // Halves first: the width of a domain of the largest numbers would overflow.
  const [from, width] = [place(low) / 2, place(high) / 2 - place(low) / 2];
  const share = (value: number) => (width === 0 ? 0.5 : (place(value) / 2 - from) / width);
  return scale(domain, VIRIDIS, (value) =>
    value <= low && width > 0 ? 0 : value >= high && width > 0 ? 1 : share(value),
  );
}

/**
 * Blue below 0, white at 0, red above (ColorBrewer's RdBu, turned): for weights, differences and correlations. Both ends are as far
 * from 0, or sizes could not be compared; `limit` 0 draws everything white.
 * @throws PlotError where the limit is negative or not finite.
 */
export function divergingScale(limit: number): ColorScale {
  if (!(limit >= 0 && Number.isFinite(limit))) {
    throw new PlotError(
      `color scale: the limit is ${limit}; give the largest size of a value, 0 or more and finite.`,
    );
  }
  return scale([-limit, limit], BLUE_WHITE_RED, (value) => (limit === 0 ? 0.5 : 0.5 + value / limit / 2));
}

/**
 * Black or white, whichever is read more easily on the colour (WCAG 2 relative luminance). A shade off, because the report turns
 * the themes' own black and white around for dark readers, and these stand on colours that stay.
 */
export function inkOn(color: Rgb): '#010101' | '#fefefe' {
  const [red, green, blue] = color.map((byte) => {
    const level = byte / 255;
    return level <= 0.03928 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) ** 2 > 0.05 * 1.05 ? '#010101' : '#fefefe';
}

function scale(
  domain: ColorScale['domain'],
  colors: readonly Rgb[],
  shareOf: (value: number) => number,
): ColorScale {
  const at = (value: number): Rgb => {
    if (Number.isNaN(value)) throw new PlotError('color scale: NaN has no colour.');
    const share = Math.min(1, Math.max(0, shareOf(value)));
    return colors[Math.round(share * (STEPS - 1))] as Rgb;
  };
  return { domain, rgb: at, hex: (value) => hexOf(at(value)) };
}

function hexOf(color: Rgb): string {
  return `#${color.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function ramp(interpolate: (share: number) => string): readonly Rgb[] {
  return Array.from({ length: STEPS }, (_, step) => {
    const { r, g, b } = rgb(interpolate(step / (STEPS - 1)));
    return [r, g, b];
  });
}
