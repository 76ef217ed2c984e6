import { type ContourMultiPolygon, contours } from 'd3-contour';
import type { Plane } from './axes.ts';
import { type ColorScale, sequentialScale } from './color-scale.ts';
import { between, type Interval, type SurfaceValues } from './surface-grid.ts';
import type { Level } from './surface-levels.ts';
import { element } from './xml.ts';

/** What lies from one level up to the next, in one colour. */
export interface Band {
  readonly color: string;
  /** The level it starts at; the lowest band has none. */
  readonly from: Level | undefined;
}

/** A band below the lowest level and one from each level up; lightness grows with the height. */
export function bandsOf(levels: readonly Level[]): readonly Band[] {
  const scale: ColorScale = sequentialScale({ domain: [0, levels.length] });
  return [undefined, ...levels].map((from, index) => ({ from, color: scale.hex(index) }));
}

/** The area of each band, painted from the lowest up; where the surface is NaN nothing is. */
export function bandAreas(
  grid: SurfaceValues,
  bands: readonly Band[],
  domains: Domains,
  plane: Plane,
): string {
  const areas = contoursAt(
    grid,
    bands.map(({ from }) => from?.value ?? lowest(grid)),
  );
  const drawn = areas.map((area, index) =>
    element('path', { d: pathOf(area, grid, domains, plane), fill: bands[index]?.color }),
  );
  return drawn.join('\n');
}

/** A line along each level. */
export function contourLines(
  grid: SurfaceValues,
  levels: readonly Level[],
  domains: Domains,
  plane: Plane,
  color: string,
): string {
  const lines = contoursAt(
    grid,
    levels.map(({ value }) => value),
  );
  const d = lines.map((line) => pathOf(line, grid, domains, plane)).join('');
  return element('path', { d, fill: 'none', stroke: color, 'stroke-width': 1, 'stroke-opacity': 0.55 });
}

interface Domains {
  readonly x: Interval;
  readonly y: Interval;
}

function contoursAt({ values, columns, rows }: SurfaceValues, levels: readonly number[]) {
  const heights = Array.from(values);
  const make = contours().size([columns, rows]);
  return levels.map((level) => make.contour(heights, level));
}

/** A level that every number is above. */
function lowest({ values }: SurfaceValues): number {
  const finite = Array.from(values).filter(Number.isFinite);
  const low = finite.reduce((least, value) => Math.min(least, value));
  return low - Math.max(1, Math.abs(low));
}

/** d3 puts the value of a point into the middle of a square of side 1. */
function pathOf(
  { coordinates }: ContourMultiPolygon,
  { columns, rows }: SurfaceValues,
  domains: Domains,
  { x, y }: Plane,
): string {
  const pixel = ([column = 0, row = 0]: readonly number[]) =>
    `${short(x.at(between(domains.x, column - 0.5, columns)))},${short(y.at(between(domains.y, row - 0.5, rows)))}`;
  return coordinates.flatMap((rings) => rings.map((ring) => `M${ring.map(pixel).join('L')}Z`)).join('');
}

function short(pixel: number): string {
  return String(Math.round(pixel * 10) / 10 || 0);
}
