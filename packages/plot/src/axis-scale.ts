import { tickStep } from 'd3-array';
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
  const values = logTicks(scale.ticks(), count);
  const labels = format === undefined ? formatLog(values) : formatTicks(values, format);
  return {
    at: (value) => (Number.isFinite(value) && value > 0 ? scale(value) : Number.NaN),
    ticks: label(values, labels),
  };
}

/** Every mantissa where that is few ticks, else 1, 2 and 5 of each decade, else decades, else every n-th decade. */
function logTicks(all: readonly number[], count: number): readonly number[] {
  const mantissa = (value: number) => Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
  const few = (values: readonly number[]) => values.length <= count * 1.5;
  if (few(all)) return all;
  const oneTwoFive = all.filter((value) => [1, 2, 5].includes(mantissa(value)));
  if (few(oneTwoFive)) return oneTwoFive;
  const decades = all.filter((value) => mantissa(value) === 1);
  const every = Math.ceil(decades.length / (count * 1.5));
  return decades.filter((value) => Math.round(Math.log10(value)) % every === 0);
}

function label(values: readonly number[], labels: readonly string[]) {
  return values.map((value, index) => ({ value, label: labels[index] ?? '' }));
}
