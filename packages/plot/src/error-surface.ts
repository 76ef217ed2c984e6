import { axes } from './axes.ts';
import { colorBar, colorBarWidth } from './color-bar.ts';
import { describeSurface } from './describe-surface.ts';
import { createFigure, type Figure } from './figure.ts';
import { heading, MARGIN } from './heading.ts';
import { legend } from './legend.ts';
import { checkSize } from './plane-figure.ts';
import { PlotError } from './plot-error.ts';
import { clipped } from './series-line.ts';
import { seriesStyle } from './series-style.ts';
import { bandAreas, bandsOf, contourLines } from './surface-bands.ts';
import { type Surface, surfaceGrid } from './surface-grid.ts';
import { checkAxis, type SurfaceAxis, surfaceLayout } from './surface-layout.ts';
import { type SurfaceHeights, surfaceLevels } from './surface-levels.ts';
import { drawPaths, pathPoints, type SurfacePath } from './surface-paths.ts';
import { sketchOf } from './surface-sketch.ts';
import { surfaceLines } from './terminal/surface-lines.ts';
import { colorsOf, type Theme } from './theme.ts';

export interface ErrorSurfaceOptions {
  readonly title: string;
  /** For readers who cannot see the surface; by default its range, and where each path begins and ends. */
  readonly description?: string;
  readonly x: SurfaceAxis;
  readonly y: SurfaceAxis;
  /** The height over each point: a function, or values on a grid. Where it is NaN nothing is drawn. */
  readonly surface: Surface;
  readonly z?: SurfaceHeights;
  readonly paths?: readonly SurfacePath[];
  /** Points per side at which a function is computed, 2 to 1000. @default 100 */
  readonly resolution?: number;
  /** A unit has the same length on both axes, and the height follows from it: circles are round. @default false */
  readonly equal?: boolean;
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** Pixels, at least 180. By default about 420; not together with `equal`. */
  readonly height?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const BELOW_LEGEND = 360;
/** Bands are light enough for paths to stand out in both themes. */
const OPACITY = 0.55;
const BELOW_FRAME = 60;

/**
 * An error surface from above: bands between contours, the lighter the higher, with the ways of optimizers over it, as in the
 * lectures on gradient descent. Contours of a function are those of the values on a grid, joined by straight lines.
 * @throws PlotError where the surface has no finite value, a domain, levels or a path are unusable, or there is no room.
 */
export function errorSurface(options: ErrorSurfaceOptions): Figure {
  const { title, x, y, z = {}, paths = [], resolution = 100, width = 560, equal = false } = options;
  checkSize(width, options.height, 'errorSurface');
  if (equal && options.height !== undefined) {
    throw new PlotError('errorSurface: with equal the height follows from the width; leave one of them out.');
  }
  checkAxis('x', x);
  checkAxis('y', y);
  const colors = colorsOf(options.theme);
  const grid = surfaceGrid(options.surface, x.domain, y.domain, resolution);
  const levels = surfaceLevels(grid.values, z);
  const bands = bandsOf(levels);
  const drawn = paths
    .map(pathPoints)
    .map((path, index) => ({ ...path, style: seriesStyle(index, path.dashed, colors) }));

  const head = heading(title, width, colors);
  const key = legend(drawn, { left: MARGIN, right: width - MARGIN, top: head.bottom }, colors);
  const label = z.label ?? 'loss';
  const bar = colorBarWidth(bands, label);
  const height = equal ? undefined : (options.height ?? key.bottom + BELOW_LEGEND);
  const plane = surfaceLayout(x, y, { top: key.bottom, width, height, bar });
  const surface = [
    `<g opacity="${OPACITY}">${bandAreas(grid, bands, { x: x.domain, y: y.domain }, plane)}</g>`,
    contourLines(grid, levels, { x: x.domain, y: y.domain }, plane, colors.muted),
  ];
  return createFigure({
    title,
    description: options.description ?? describeSurface({ x, y, label }, grid, drawn),
    width,
    height: height ?? plane.frame.bottom + BELOW_FRAME,
    colors,
    body: [
      head.markup,
      key.markup,
      axes(plane, colors),
      clipped(plane.frame, surface, 0),
      clipped(plane.frame, drawPaths(drawn, plane, colors)),
      colorBar(bands, plane.frame, { label, opacity: OPACITY }, colors),
    ].join('\n'),
    terminal: (screen) => surfaceLines({ grid, bands, ...sketchOf({ x, y }, drawn) }, screen),
  });
}
