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
  /** A marker on every point; by default where there are at most 25. */
  readonly markers?: boolean;
}

/** A point in data units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A series ready to draw: points that have no place on the axes are undefined. */
export interface SeriesPoints {
  readonly name: string;
  readonly points: readonly (Point | undefined)[];
  readonly drawn: readonly Point[];
  readonly dashed: boolean;
  readonly markers: boolean | undefined;
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
  { name, x, y, dashed = false, markers }: LineSeries,
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
  return { name, points, drawn: points.filter((point) => point !== undefined), dashed, markers };
}

/** Whether a value has a place on an axis. */
export function drawable(value: number, kind: ScaleKind): boolean {
  return Math.abs(value) <= LARGEST && (kind === 'linear' || value >= SMALLEST);
}
