import { ticks as linearTicks, tickStep } from 'd3-array';
import { format } from 'd3-format';
import type { ScaleKind } from './axis-scale.ts';
import { LARGEST } from './domain.ts';
import { formatLinear, formatLog, formatTicks } from './format-ticks.ts';
import { numberFormat } from './number-format.ts';
import { PlotError } from './plot-error.ts';

/** What the heights of a surface are, and where its contours lie. */
export interface SurfaceHeights {
  /** Over the colour bar. @default 'loss' */
  readonly label?: string;
  /** Whether contours lie equal differences apart or equal factors. @default 'linear' */
  readonly scale?: ScaleKind;
  /** About how many round levels are wanted, 2 to 40, or the levels themselves, in order. @default 10 */
  readonly levels?: number | readonly number[];
  /** d3-format specifier of the levels' labels. */
  readonly format?: string;
}

export interface Level {
  readonly value: number;
  readonly label: string;
}

/** Log levels reach this far down from the largest height: further down, they would crowd around the minimum. */
const DEPTH = 1e-4;
/** The least relative difference of heights at which round levels between them are different numbers. */
const NARROWEST = 1e-9;
const MANTISSAS = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]];

/** The levels of contours for these heights, lowest first. */
export function surfaceLevels(
  heights: ArrayLike<number>,
  { scale = 'linear', levels = 10, format: specifier }: SurfaceHeights,
): readonly Level[] {
  if (typeof levels !== 'number') return labelled(checked([...levels], scale), specifier);
  if (!(levels >= 2 && levels <= 40)) {
    throw new PlotError(`errorSurface: z.levels is ${levels}; give a number from 2 to 40, or the levels.`);
  }
  const [low, high] = extent(heights, scale);
  if (!(high - low > NARROWEST * Math.max(Math.abs(low), Math.abs(high)))) return labelled([low], specifier);
  const powers = scale === 'log' ? logLevels(low, high, levels) : [];
  if (powers.length > 1) return named(powers, specifier, formatLog);
  const step = tickStep(low, high, levels);
  return named(linearTicks(low, high, levels), specifier, (values) => formatLinear(values, step));
}

/** Powers of ten and what lies between them: of several ways to divide a decade, that which gives about as many as wanted. */
function logLevels(low: number, high: number, wanted: number): readonly number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const ways = MANTISSAS.map((mantissas) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index)
      .flatMap((exponent) => mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`)))
      .filter((value) => value >= low && value <= high),
  );
  const miss = (levels: readonly number[]) => Math.abs(levels.length - wanted);
  return ways.reduce((best, way) => (miss(way) < miss(best) ? way : best));
}

function named(
  values: readonly number[],
  specifier: string | undefined,
  plain: (values: readonly number[]) => readonly string[],
): readonly Level[] {
  const labels = specifier === undefined ? plain(values) : formatTicks(values, specifier);
  return values.map((value, index) => ({ value, label: labels[index] ?? '' }));
}

function labelled(values: readonly number[], specifier: string | undefined): readonly Level[] {
  const label = specifier === undefined ? format('.4~g') : numberFormat(specifier);
  return values.map((value) => ({ value, label: label(value) }));
}

function checked(levels: readonly number[], scale: ScaleKind): readonly number[] {
  const ordered = levels.every((level, index) => index === 0 || level > (levels[index - 1] as number));
  if (levels.length === 0 || !ordered || !levels.every(Number.isFinite)) {
    throw new PlotError(
      `errorSurface: z.levels is [${levels.join(', ')}]; give finite numbers, each larger than the one before.`,
    );
  }
  if (scale === 'log' && !((levels[0] as number) > 0)) {
    throw new PlotError(
      `errorSurface: z.levels starts at ${levels[0]}; the levels of a log scale are above 0.`,
    );
  }
  return levels;
}

function extent(heights: ArrayLike<number>, scale: ScaleKind): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < heights.length; index++) {
    const height = heights[index] as number;
    if (!(Math.abs(height) <= LARGEST) || (scale === 'log' && height <= 0)) continue;
    low = Math.min(low, height);
    high = Math.max(high, height);
  }
  if (low > high) {
    const above = scale === 'log' ? ' above 0, as z.scale log needs' : '';
    throw new PlotError(`errorSurface: no height is a number of size ${LARGEST} at most${above}.`);
  }
  return [scale === 'log' ? Math.max(low, high * DEPTH) : low, high];
}
