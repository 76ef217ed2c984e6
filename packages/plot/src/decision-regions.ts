import { contours } from 'd3-contour';
import { colorAt } from './area-style.ts';
import type { Plane } from './axes.ts';
import type { LineChartAxis } from './line-chart.ts';
import { PlotError } from './plot-error.ts';
import { between, type Interval, type SurfaceValues, surfaceGrid } from './surface-grid.ts';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

/**
 * The number of the region at each point: a function, or values on a grid from edge to edge of both domains, row by row, the first row at the
 * first value of y's domain.
 */
export type Regions = ((x: number, y: number) => number) | SurfaceValues;

/** Regions ready to draw. */
export interface RegionGrid extends SurfaceValues {
  readonly count: number;
  readonly domains: { readonly x: Interval; readonly y: Interval };
}

/** @throws PlotError where an axis has no domain or is not linear, or a number is no region */
export function regionGrid(
  regions: Regions,
  axes: { readonly x: LineChartAxis; readonly y: LineChartAxis },
  resolution: number,
  count: number,
): RegionGrid {
  const domainOf = (name: 'x' | 'y'): Interval => {
    const { domain, scale = 'linear' } = axes[name];
    if (domain !== undefined && scale === 'linear') return domain;
    throw new PlotError(`scatter: with regions, ${name} needs a domain and a linear scale.`);
  };
  const domains = { x: domainOf('x'), y: domainOf('y') };
  const grid = surfaceGrid(regions, domains.x, domains.y, resolution, 'scatter');
  for (let at = 0; at < grid.values.length; at++) {
    const region = grid.values[at] as number;
    if (Number.isInteger(region) && region >= 0 && region < count) continue;
    throw new PlotError(
      `scatter: the region at point ${at} of the grid is ${region}; give whole numbers from 0 to ${count - 1}, one for each series.`,
    );
  }
  return { ...grid, count, domains };
}

/** The area of each region in the colour of its series, with a line between them. */
export function decisionAreas(grid: RegionGrid, plane: Plane, colors: Colors): readonly string[] {
  const values = Array.from(grid.values);
  const make = contours().size([grid.columns, grid.rows]);
  return Array.from({ length: grid.count }, (_, region) => {
    const inside = values.map((value) => (value === region ? 1 : 0));
    const d = pathOf(make.contour(inside, 0.5).coordinates, grid, plane);
    return d === ''
      ? ''
      : element('path', { d, fill: colorAt(region, colors), 'fill-opacity': 0.16, stroke: colors.muted });
  }).filter((area) => area !== '');
}

/** d3 puts the value of a point into the middle of a square of side 1; rings at the edge of the grid reach half a square further. */
function pathOf(
  areas:
    | readonly (readonly (readonly number[])[])[][]
    | readonly (readonly (readonly (readonly number[])[])[])[],
  { columns, rows, domains }: RegionGrid,
  { x, y, frame }: Plane,
): string {
  const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
  const pixel = ([column = 0, row = 0]: readonly number[]) => {
    const across = x.at(between(domains.x, column - 0.5, columns));
    const down = y.at(between(domains.y, row - 0.5, rows));
    return `${clamp(across, frame.left - 9, frame.right + 9).toFixed(1)},${clamp(down, frame.top - 9, frame.bottom + 9).toFixed(1)}`;
  };
  return areas.flatMap((rings) => rings.map((ring) => `M${ring.map(pixel).join('L')}Z`)).join('');
}
