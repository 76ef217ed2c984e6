import { InvalidOptionError } from '../errors.ts';
import type { CompressionReport } from './report.ts';
import type { WeightReport } from './weight-report.ts';

/** The part of `@gradlab/plot` that draws reports. */
export interface ReportPlot<Figure> {
  readonly barChart: (options: {
    readonly title: string;
    readonly categories: readonly string[];
    readonly value: { readonly label: string; readonly format?: string };
    readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
    readonly direction: 'right';
  }) => Figure;
  readonly sparsityBars: (options: {
    readonly title: string;
    readonly layers: readonly { readonly name: string; readonly total: number; readonly zeros: number }[];
  }) => Figure;
}

/** More bars of one figure cannot be told apart. */
const MOST = 16;

/** The largest in the order of the model, and those that are left. */
function largest<T>(
  all: readonly T[],
  size: (one: T) => number,
): { readonly shown: T[]; readonly others: T[] } {
  const chosen = new Set([...all].sort((a, b) => size(b) - size(a)).slice(0, MOST));
  return { shown: all.filter((one) => chosen.has(one)), others: all.filter((one) => !chosen.has(one)) };
}

const zerosOf = ({ size, nonZeros }: WeightReport): number => size - nonZeros;

function totals<Figure>(
  { total: { bytes }, fileBytes }: CompressionReport,
  plot: ReportPlot<Figure>,
): Figure {
  const ways: readonly (readonly [string, number | undefined])[] = [
    ['float32', bytes.raw],
    ['as stored', bytes.stored],
    ['stored, gzip', bytes.gzip],
    ['stored, brotli', bytes.brotli],
    ['one .grlc file', fileBytes],
  ];
  const known = ways.filter((way): way is readonly [string, number] => way[1] !== undefined);
  return plot.barChart({
    title: 'Bytes of the model',
    categories: known.map(([name]) => name),
    value: { label: 'bytes', format: '~s' },
    series: [{ name: 'bytes', values: known.map(([, value]) => value) }],
    direction: 'right',
  });
}

function weightBytes<Figure>(weights: readonly WeightReport[], plot: ReportPlot<Figure>): readonly Figure[] {
  const { shown, others } = largest(weights, ({ size }) => size);
  const sum = (of: (weight: WeightReport) => number) => others.reduce((all, weight) => all + of(weight), 0);
  const rest = others.length === 0 ? [] : [`${others.length} others`];
  const names = shown.map(({ path }) => path);
  const values = (of: (weight: WeightReport) => number) => [...shown.map(of), ...rest.map(() => sum(of))];
  const [sizes, zeros] = [values(({ size }) => size), values(zerosOf)];
  return [
    plot.barChart({
      title: 'Bytes of each weight',
      categories: [...names, ...rest],
      value: { label: 'bytes', format: '~s' },
      series: [
        { name: 'float32', values: values(({ bytes }) => bytes.raw) },
        { name: 'stored, gzip', values: values(({ bytes }) => bytes.gzip) },
        { name: 'coded', values: values(({ bytes }) => bytes.coded) },
      ],
      direction: 'right',
    }),
    plot.barChart({
      title: 'Bits for each parameter',
      categories: names,
      value: { label: 'bits' },
      series: [
        { name: 'index of its value', values: shown.map(({ indexBits }) => indexBits) },
        { name: 'entropy', values: shown.map(({ entropy }) => entropy) },
        { name: 'coded', values: shown.map(({ bytes, size }) => (8 * bytes.coded) / size) },
      ],
      direction: 'right',
    }),
    plot.sparsityBars({
      title: 'Weights that are zero',
      layers: [...names, ...rest].map((name, i) => ({
        name,
        total: sizes[i] as number,
        zeros: zeros[i] as number,
      })),
    }),
  ];
}

function macsBars<Figure>({ macs }: CompressionReport, plot: ReportPlot<Figure>): readonly Figure[] {
  const counted = Object.entries(macs).filter((entry): entry is [string, number] => (entry[1] ?? 0) > 0);
  if (counted.length === 0) return [];
  const { shown, others } = largest(counted, ([, count]) => count);
  const left = others.reduce((sum, [, count]) => sum + count, 0);
  const bars = others.length === 0 ? shown : [...shown, [`${others.length} others`, left] as const];
  return [
    plot.barChart({
      title: 'Multiply-adds for one example',
      categories: bars.map(([name]) => name),
      value: { label: 'multiply-adds', format: '~s' },
      series: [{ name: 'multiply-adds', values: bars.map(([, count]) => count) }],
      direction: 'right',
    }),
  ];
}

/**
 * The report as figures: the bytes of the model by every way of storing it; bytes, bits and zeros of its weights; the multiply-adds of its
 * layers where they are known. Of more than 16 weights or layers the others are one bar.
 *
 * ```ts
 * import * as plot from '@gradlab/plot';
 * const figures = reportFigures(await report(model), plot);
 * await writeFile('report.html', plot.htmlReport({ title: 'Digits', sections: [{ heading: 'Compression', figures }] }));
 * ```
 *
 * @param plot the module `@gradlab/plot`, or what draws as it does
 * @throws InvalidOptionError where the report has no weight, or the module draws no bars
 */
export function reportFigures<Figure>(
  report: CompressionReport,
  plot: ReportPlot<Figure>,
): readonly Figure[] {
  if (typeof plot?.barChart !== 'function' || typeof plot.sparsityBars !== 'function') {
    throw new InvalidOptionError("reportFigures: give the module: import * as plot from '@gradlab/plot'.");
  }
  const weights = report.weights.filter(({ size }) => size > 0);
  if (weights.length === 0) throw new InvalidOptionError('reportFigures: the report has no weight to draw.');
  return [totals(report, plot), ...weightBytes(weights, plot), ...macsBars(report, plot)];
}
