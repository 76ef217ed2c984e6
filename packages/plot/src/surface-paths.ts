import type { Plane } from './axes.ts';
import { LARGEST } from './domain.ts';
import { PlotError } from './plot-error.ts';
import { polyline } from './polyline.ts';
import type { SeriesPoints } from './series.ts';
import { seriesLine } from './series-line.ts';
import type { SeriesStyle } from './series-style.ts';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

/** The way of an optimizer over a surface; one point alone is drawn as a marker. */
export interface SurfacePath {
  /** Its name in the legend. */
  readonly name: string;
  /** From the first step to the last; where a value is NaN or infinite the path is broken. */
  readonly x: ArrayLike<number>;
  /** As many as `x`. */
  readonly y: ArrayLike<number>;
  /** A marker on every step; by default where there are at most 25. The first and the last step always have one. */
  readonly markers?: boolean;
  readonly dashed?: boolean;
}

export type StyledPath = SeriesPoints & { readonly style: SeriesStyle };

/** Pairs up x and y. */
export function pathPoints({ name, x, y, markers, dashed = false }: SurfacePath): SeriesPoints {
  if (x.length === 0 || x.length !== y.length) {
    throw new PlotError(
      `errorSurface: path "${name}" has ${x.length} x values and ${y.length} y values; give at least one, and as many of both.`,
    );
  }
  const points = Array.from(x, (value, index) => {
    const point = { x: value, y: y[index] as number };
    return Math.abs(point.x) <= LARGEST && Math.abs(point.y) <= LARGEST ? point : undefined;
  });
  const drawn = points.filter((point) => point !== undefined);
  if (drawn.length === 0) {
    throw new PlotError(`errorSurface: path "${name}" has no point of finite coordinates; leave it out.`);
  }
  return { name, points, drawn, dashed, markers };
}

/** Paths with rims that keep them apart from the surface's colours, and rings where they start. No rim covers another path. */
export function drawPaths(paths: readonly StyledPath[], plane: Plane, colors: Colors): readonly string[] {
  return [
    ...paths.map((path) => rim(path, plane, colors)),
    ...paths.map((path) => `${seriesLine(path, plane, colors)}${start(path, plane, colors)}`),
  ];
}

function rim({ points }: StyledPath, plane: Plane, colors: Colors): string {
  return element('path', {
    d: polyline(points, plane),
    fill: 'none',
    stroke: colors.background,
    'stroke-width': 4.5,
    'stroke-linejoin': 'round',
  });
}

function start({ drawn, style }: StyledPath, { x, y }: Plane, colors: Colors): string {
  const [first] = drawn;
  if (first === undefined || drawn.length === 1) return '';
  return element('circle', {
    cx: x.at(first.x),
    cy: y.at(first.y),
    r: 4.5,
    fill: colors.background,
    stroke: style.color,
    'stroke-width': 2,
  });
}
