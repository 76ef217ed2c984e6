import { format } from 'd3-format';
import type { Plane } from './axes.ts';
import { decisionAreas, type Regions, regionGrid } from './decision-regions.ts';
import type { Figure } from './figure.ts';
import type { LineChartAxis } from './line-chart.ts';
import { planeFigure } from './plane-figure.ts';
import { PlotError } from './plot-error.ts';
import { type SeriesPoints, seriesPoints } from './series.ts';
import { marker, type SeriesStyle, seriesStyle } from './series-style.ts';
import { type Colors, colorsOf, type Theme } from './theme.ts';

/** Points of one kind, for example of one class. */
export interface ScatterSeries {
  readonly name: string;
  /** At least one; points with a value that has no place on the axes are left out. */
  readonly x: ArrayLike<number>;
  /** As many as `x`. */
  readonly y: ArrayLike<number>;
}

export interface ScatterOptions {
  readonly title: string;
  /** For readers who cannot see the chart; by default how many points of each kind there are, and where. */
  readonly description?: string;
  readonly x: LineChartAxis;
  readonly y: LineChartAxis;
  readonly series: readonly ScatterSeries[];
  /**
   * What a classifier says of each place, in the colours of the series: region n belongs to series n. Both axes must be linear and have a domain.
   */
  readonly regions?: Regions;
  /** Points per side at which a function of regions is asked, 2 to 1000. @default 150 */
  readonly resolution?: number;
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** Pixels, at least 180. @default about 450 */
  readonly height?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

/** More points than this a series would make a picture of megabytes in which none is told from another. */
const MOST = 5000;
const number = format('.4~g');

/**
 * Points of several kinds, told apart by colour and shape, over the regions that a classifier gives each.
 * @throws PlotError where there is no point, lengths differ, an axis is unusable, or regions have no domain or no series.
 */
export function scatter(options: ScatterOptions): Figure {
  const { title, x, y, regions, resolution = 150, width, height, theme } = options;
  const where = 'scatter';
  const all = seriesPoints(options.series, x.scale ?? 'linear', y.scale ?? 'linear', where);
  const grid = regions === undefined ? undefined : regionGrid(regions, { x, y }, resolution, all.length);
  const colors = colorsOf(theme);
  const kinds = all.map((one, index) => ({
    ...one,
    drawn: thinned(one.drawn),
    style: seriesStyle(index, false, colors),
  }));
  const lost = all.reduce(
    (sum, { drawn }, index) => sum + drawn.length - (kinds[index]?.drawn.length ?? 0),
    0,
  );
  const note =
    lost === 0
      ? ''
      : `${lost} of ${all.reduce((sum, { drawn }) => sum + drawn.length, 0)} points are not drawn.`;
  return planeFigure({
    where,
    title,
    description:
      options.description ??
      [`Scatter plot of ${y.label} against ${x.label}.`, ...all.map(describe), note].join(' ').trim(),
    width,
    height,
    theme,
    x,
    y: { ...y, nice: true },
    xs: all.flatMap(({ drawn }) => drawn.map((point) => point.x)),
    ys: all.flatMap(({ drawn }) => drawn.map((point) => point.y)),
    tall: 380,
    note,
    legend: kinds.length === 1 ? [] : kinds.map(({ name, style }) => ({ name, style: { only: style } })),
    layers: (plane) => [
      ...(grid === undefined ? [] : decisionAreas(grid, plane, colors)),
      ...kinds.map((kind) => points(kind, plane, colors)),
    ],
    sketch: kinds.map(({ name, drawn, style }) => ({
      name,
      points: drawn,
      color: style.color,
      joined: false,
    })),
  });
}

function points(
  { drawn, style }: SeriesPoints & { readonly style: SeriesStyle },
  { x, y }: Plane,
  colors: Colors,
): string {
  return drawn.map((point) => marker(style, x.at(point.x), y.at(point.y), colors)).join('');
}

/** Every n-th point, so that what is left is spread over the series as before. */
function thinned<T>(points: readonly T[]): readonly T[] {
  const every = Math.ceil(points.length / MOST);
  return every <= 1 ? points : points.filter((_, index) => index % every === 0);
}

function describe({ name, points: all, drawn }: SeriesPoints): string {
  if (drawn.length === 0)
    throw new PlotError(`scatter: series "${name}" has no point that can be drawn; leave it out.`);
  const range = (of: 'x' | 'y') => {
    const low = drawn.reduce((least, point) => Math.min(least, point[of]), Number.POSITIVE_INFINITY);
    const high = drawn.reduce((most, point) => Math.max(most, point[of]), Number.NEGATIVE_INFINITY);
    return `${number(low)} to ${number(high)}`;
  };
  const gaps =
    all.length === drawn.length ? '' : `, ${all.length - drawn.length} without a place on the axes`;
  return `${name}: ${all.length} points${gaps}, x from ${range('x')}, y from ${range('y')}.`;
}
