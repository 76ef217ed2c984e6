import { ticks as linearTicks, tickStep } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import { formatLinear, formatLog, formatTicks } from './format-ticks.ts';

/** Positions are proportional to the value, or to its logarithm. */
export type ScaleKind = 'linear' | 'log';

export interface AxisScaleOptions {
  readonly kind: ScaleKind;
  readonly domain: readonly [number, number];
  /** Pixels, as for d3: [start, end]. */
  readonly range: readonly [number, number];
  /** About how many ticks are wanted. */
  readonly ticks: number;
  /** Widens the domain to round values. */
  readonly nice: boolean;
  /** Only whole numbers may be ticks, for axes that count epochs or steps. */
  readonly whole?: boolean;
  /** d3-format specifier for the labels. */
  readonly format?: string | undefined;
}

export interface AxisScale {
  /** The pixel of a value; NaN where the value has no place on the axis. */
  at(value: number): number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** A d3 scale with its ticks chosen and labelled. */
export function axisScale(options: AxisScaleOptions): AxisScale {
  return options.kind === 'log' ? logScale(options) : linearScale(options);
}

function linearScale({
  domain,
  range,
  ticks: count,
  nice,
  whole = false,
  format,
}: AxisScaleOptions): AxisScale {
  const scale = scaleLinear().domain(domain).range(range);
  if (nice) scale.nice(count);
  const values = scale.ticks(count).filter((value) => !whole || Number.isInteger(value));
  const [low = 0, high = 1] = scale.domain();
  const step = whole ? Math.max(1, tickStep(low, high, count)) : tickStep(low, high, count);
  const labels = format === undefined ? formatLinear(values, step) : formatTicks(values, format);
  return {
    at: (value) => (Number.isFinite(value) ? scale(value) : Number.NaN),
    ticks: label(values, labels),
  };
}

function logScale({ domain, range, ticks: count, nice, format }: AxisScaleOptions): AxisScale {
  const scale = scaleLog().domain(domain).range(range);
  if (nice) scale.nice();
  const values = logTicks(scale.domain(), count);
  const labels = format === undefined ? formatLog(values) : formatTicks(values, format);
  return {
    at: (value) => (Number.isFinite(value) && value > 0 ? scale(value) : Number.NaN),
    ticks: label(values, labels),
  };
}

/** Every mantissa where that is few ticks, else 1, 2 and 5 of each decade, else decades, else every n-th decade. */
function logTicks([low = 1, high = 1]: readonly number[], count: number): readonly number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const exponents = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const withMantissas = (mantissas: readonly number[]) =>
    exponents
      .flatMap((exponent) => mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`)))
      .filter((value) => value >= low && value <= high);
  const most = count * 1.5;
  const all = withMantissas([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  if (all.length < 2) return linearTicks(low, high, count);
  if (all.length <= most) return all;
  const oneTwoFive = withMantissas([1, 2, 5]);
  if (oneTwoFive.length <= most) return oneTwoFive;
  const decades = withMantissas([1]);
  const every = Math.ceil(decades.length / most);
  return decades.filter((value) => Math.round(Math.log10(value)) % every === 0);
}

function label(values: readonly number[], labels: readonly string[]) {
  return values.map((value, index) => ({ value, label: labels[index] ?? '' }));
}
