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
  /** Values of short marks without a label, between the ticks of a log axis. */
  readonly minor?: readonly number[];
}

/** Renderers count in single precision, and some refuse what it has no room for. No figure is a millionth as large. */
const FAR = 1e6;

/** The pixel, or as far outside a domain that the caller chose as can be drawn. */
function near(pixel: number): number {
  return Math.max(-FAR, Math.min(FAR, pixel));
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
    at: (value) => (Number.isFinite(value) ? near(scale(value)) : Number.NaN),
    ticks: label(values, labels),
  };
}

function logScale({ domain, range, ticks: count, nice, format }: AxisScaleOptions): AxisScale {
  const scale = scaleLog()
    .domain(nice ? roundLog(domain, count) : domain)
    .range(range);
  const values = logTicks(scale.domain(), count);
  const [low = 1, high = 1] = scale.domain();
  const powers = new Set(mantissasOver([low, high], MANTISSAS));
  const plain = values.every((value) => powers.has(value))
    ? formatLog(values)
    : formatLinear(values, tickStep(low, high, count));
  const labels = format === undefined ? plain : formatTicks(values, format);
  return {
    at: (value) => (Number.isFinite(value) && value > 0 ? near(scale(value)) : Number.NaN),
    ticks: label(values, labels),
    minor: minorTicks(scale.domain(), values),
  };
}

/** Over less than a factor of 2 a log axis is read like a linear one. */
const isNarrow = ([low, high]: readonly [number, number]) => high / low < 2;

/** Outwards to 1, 2 or 5 of a decade, over three decades to whole ones; less than a factor of 2 is rounded as on a linear axis. */
function roundLog([low, high]: readonly [number, number], count: number): readonly number[] {
  if (isNarrow([low, high])) return scaleLinear().domain([low, high]).nice(count).domain();
  const candidates = mantissasOver([low, high], high / low < 1000 ? [1, 2, 5] : [1]);
  return [candidates.findLast((one) => one <= low) ?? low, candidates.find((one) => one >= high) ?? high];
}

/** What readers of log paper expect between decades; none where decades themselves are left out. */
function minorTicks(domain: readonly number[], ticks: readonly number[]): readonly number[] {
  const [low = 1, high = 1] = domain;
  const decades = mantissasOver(domain, [1]).filter((value) => value >= low && value <= high);
  const shown = new Set(ticks);
  if (isNarrow([low, high])) return [];
  if (!decades.every((value) => shown.has(value))) return decades.filter((value) => !shown.has(value));
  return mantissasOver(domain, MANTISSAS).filter(
    (value) => value >= low && value <= high && !shown.has(value),
  );
}

const MANTISSAS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** These multiples of each power of ten, from the decade of the first number to that of the last. */
function mantissasOver([low = 1, high = 1]: readonly number[], mantissas: readonly number[]) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap((exponent) =>
    mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`)),
  );
}

/** Every mantissa where that is few ticks, else 1, 2 and 5 of each decade, else decades, else every n-th decade. */
function logTicks([low = 1, high = 1]: readonly number[], count: number): readonly number[] {
  const withMantissas = (mantissas: readonly number[]) =>
    mantissasOver([low, high], mantissas).filter((value) => value >= low && value <= high);
  const most = count * 1.5;
  const all = withMantissas(MANTISSAS);
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
