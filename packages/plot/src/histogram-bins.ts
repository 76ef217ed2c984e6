import { bin, thresholdFreedmanDiaconis, ticks } from 'd3-array';
import { checkDomain, domainOf, LARGEST } from './domain.ts';
import { PlotError } from './plot-error.ts';

/** Values whose frequencies are drawn. */
export interface HistogramSeries {
  /** Its name in the legend. */
  readonly name: string;
  /** NaN, infinities and sizes above 1e300 are left out, as is what lies outside a domain. */
  readonly values: ArrayLike<number>;
}

/** The frequencies of one series, bin by bin. */
export interface Binned {
  readonly name: string;
  readonly heights: readonly number[];
  /** Values in any bin. */
  readonly count: number;
  /** Values that are not finite. */
  readonly missing: number;
  /** Finite values outside the domain. */
  readonly outside: number;
}

/** Series over the same bins. */
export interface Bins {
  /** One more than bins, in order. */
  readonly edges: readonly number[];
  readonly series: readonly Binned[];
}

export interface BinOptions {
  readonly bins: number | readonly number[] | undefined;
  readonly domain: readonly [number, number] | undefined;
  readonly density: boolean;
}

/** Finer bins than these could not be seen. */
const [FEWEST, MOST] = [5, 120];

/** @throws PlotError where there is no series or value, or bins or domain are unusable */
export function histogramBins(given: readonly HistogramSeries[], options: BinOptions, where: string): Bins {
  if (given.length === 0) throw new PlotError(`${where}: there is no series; give at least one.`);
  const series = given.map(({ name, values }) => {
    if (values.length === 0) throw new PlotError(`${where}: series "${name}" is empty; leave it out.`);
    const finite = Float64Array.from(values).filter((value) => Math.abs(value) <= LARGEST);
    return { name, finite, missing: values.length - finite.length };
  });
  if (series.every(({ finite }) => finite.length === 0)) {
    throw new PlotError(`${where}: no value is a number of size ${LARGEST} at most.`);
  }
  const edges = edgesFor(
    series.map(({ finite }) => finite),
    options,
    where,
  );
  const inner = edges.slice(1, -1);
  const [low, high] = [edges[0] as number, edges.at(-1) as number];
  const sort = bin<number, number>().domain([low, high]).thresholds(inner);
  return {
    edges,
    series: series.map(({ name, finite, missing }) => {
      const counts = sort(finite).map((one) => one.length);
      const count = counts.reduce((sum, one) => sum + one, 0);
      const heights = counts.map((one, at) =>
        options.density && count > 0
          ? one / count / ((edges[at + 1] as number) - (edges[at] as number))
          : one,
      );
      return { name, heights, count, missing, outside: finite.length - count };
    }),
  };
}

function edgesFor(
  series: readonly Float64Array[],
  { bins, domain }: BinOptions,
  where: string,
): readonly number[] {
  if (bins !== undefined && typeof bins !== 'number') return checkedEdges(bins, where);
  if (bins !== undefined && !(Number.isInteger(bins) && bins >= 1 && bins <= 1000)) {
    throw new PlotError(`${where}: bins is ${bins}; give a whole number from 1 to 1000, or the bins' edges.`);
  }
  if (domain !== undefined) checkDomain(domain, 'linear', `${where}: x`);
  const [low, high] = domain ?? domainOf(allOf(series), 'linear');
  if (bins !== undefined) return evenEdges(low, high, bins);
  const wanted = Math.max(
    ...series.filter(({ length }) => length > 0).map((one) => automatic(one, low, high)),
  );
  const round = ticks(low, high, wanted);
  const step = (round[1] ?? high) - (round[0] ?? low);
  if (domain !== undefined || round.length < 2 || !(step > 0)) return evenEdges(low, high, wanted);
  const first = (round[0] as number) > low ? [(round[0] as number) - step] : [];
  const last = (round.at(-1) as number) <= high ? [(round.at(-1) as number) + step] : [];
  const edges = [...first, ...round, ...last];
  // Steps may be lost in rounding beside large numbers.
  const sound = edges.every((edge, at) => at === 0 || edge > (edges[at - 1] as number));
  const covers = (edges[0] as number) <= low && (edges.at(-1) as number) >= high;
  return sound && covers ? edges : evenEdges(low, high, wanted);
}

function automatic(values: Float64Array, low: number, high: number): number {
  const count = thresholdFreedmanDiaconis(values, low, high);
  return Math.min(MOST, Math.max(FEWEST, Number.isFinite(count) ? count : MOST));
}

function evenEdges(low: number, high: number, count: number): readonly number[] {
  return Array.from({ length: count + 1 }, (_, at) => low * (1 - at / count) + high * (at / count));
}

function checkedEdges(edges: readonly number[], where: string): readonly number[] {
  const ordered = edges.every((edge, at) => at === 0 || edge > (edges[at - 1] as number));
  if (edges.length >= 2 && ordered && edges.every((edge) => Math.abs(edge) <= LARGEST)) return edges;
  throw new PlotError(
    `${where}: the edges of the bins are [${edges.slice(0, 8).join(', ')}]; give at least two finite numbers, each larger than the one before.`,
  );
}

function* allOf(series: readonly Float64Array[]): Iterable<number> {
  for (const one of series) yield* one;
}
