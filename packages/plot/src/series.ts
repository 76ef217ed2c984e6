import type { ScaleKind } from './axis-scale.ts';
import { LARGEST, SMALLEST } from './domain.ts';
import { PlotError } from './plot-error.ts';

/** One line of a chart. */
export interface LineSeries {
  /** Its name in the legend. */
  readonly name: string;
  /** As many values as `y`; 0, 1, 2, ... by default. */
  readonly x?: ArrayLike<number>;
  /**
   * At least one value. NaN, infinities and sizes above 1e300 leave a gap; so do values below 1e-300, 0 and
   * negative ones included, on a log axis.
   */
  readonly y: ArrayLike<number>;
  /** Drawn dashed, for example for the training half of a pair of curves. */
  readonly dashed?: boolean;
  /** Each value holds until the next point, for example a learning rate on a schedule (matplotlib's `steps-post`). @default false */
  readonly step?: boolean;
  /** Drawn as an area behind the line, for example over seeds (`overSeeds`); as many values as `y`, low at most high. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
  /** A marker on every point; by default where there are at most 25. */
  readonly markers?: boolean;
}

/** A point in data units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far a band reaches at a place. */
export interface BandPoint {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** A series ready to draw: points that have no place on the axes are undefined. */
export interface SeriesPoints {
  readonly name: string;
  readonly points: readonly (Point | undefined)[];
  readonly drawn: readonly Point[];
  readonly dashed: boolean;
  readonly step?: boolean | undefined;
  readonly markers: boolean | undefined;
  readonly band?: readonly (BandPoint | undefined)[];
}

/** Pairs up x and y, and leaves gaps where a value cannot be drawn. */
export function seriesPoints(
  series: readonly LineSeries[],
  x: ScaleKind,
  y: ScaleKind,
  where: string,
): readonly SeriesPoints[] {
  if (series.length === 0) throw new PlotError(`${where}: there is no series; give at least one.`);
  const all = series.map((one) => pointsOf(one, x, y, where));
  if (all.every(({ drawn }) => drawn.length === 0)) {
    const positive = x === 'log' || y === 'log' ? ` and, on a log axis, at least ${SMALLEST}` : '';
    throw new PlotError(
      `${where}: no series has a point to draw; values must be of size ${LARGEST} at most${positive}.`,
    );
  }
  return all;
}

function pointsOf(
  { name, x, y, dashed = false, markers, band, step = false }: LineSeries,
  xKind: ScaleKind,
  yKind: ScaleKind,
  where: string,
): SeriesPoints {
  if (y.length === 0) throw new PlotError(`${where}: series "${name}" is empty; leave it out.`);
  if (x !== undefined && x.length !== y.length) {
    throw new PlotError(
      `${where}: series "${name}" has ${x.length} x values and ${y.length} y values; they must be as many.`,
    );
  }
  const points = Array.from(y, (value, index) => {
    const point = { x: x?.[index] ?? index, y: value };
    return drawable(point.x, xKind) && drawable(point.y, yKind) ? point : undefined;
  });
  const drawn = points.filter((point) => point !== undefined);
  const one = { name, points, drawn, dashed, markers, step };
  return band === undefined ? one : { ...one, band: bandOf(name, band, points, yKind, where) };
}

function bandOf(
  name: string,
  { low, high }: LineSeries['band'] & object,
  points: readonly (Point | undefined)[],
  kind: ScaleKind,
  where: string,
): readonly (BandPoint | undefined)[] {
  if (low.length !== points.length || high.length !== points.length) {
    throw new PlotError(
      `${where}: the band of series "${name}" has ${low.length} low and ${high.length} high values for ${points.length} points; give as many.`,
    );
  }
  return points.map((point, at) => {
    const ends = { low: low[at] as number, high: high[at] as number };
    if (ends.low > ends.high) {
      throw new PlotError(
        `${where}: the band of series "${name}" goes from ${ends.low} to ${ends.high} at index ${at}; give the lower first.`,
      );
    }
    const can = drawable(ends.low, kind) && drawable(ends.high, kind);
    return point !== undefined && can ? { x: point.x, ...ends } : undefined;
  });
}

/** Whether a value has a place on an axis. */
export function drawable(value: number, kind: ScaleKind): boolean {
  return Math.abs(value) <= LARGEST && (kind === 'linear' || value >= SMALLEST);
}
