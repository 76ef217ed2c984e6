import { axes, type Plane } from './axes.ts';
import { createFigure, type Figure } from './figure.ts';
import { heading, MARGIN } from './heading.ts';
import { type LegendEntry, legend } from './legend.ts';
import { lineLayout, type PlaneData, planeScale } from './line-layout.ts';
import { PlotError } from './plot-error.ts';
import { remark } from './scale-key.ts';
import { clipped } from './series-line.ts';
import { type PlaneSketch, planeLines } from './terminal/plane-lines.ts';
import { type Screen, wrapped } from './terminal/terminal-text.ts';
import { type Colors, colorsOf, type Theme } from './theme.ts';

/** What every figure with two axes is made of. */
export interface PlaneFigure extends PlaneData {
  readonly title: string;
  readonly description: string;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly theme: Theme | undefined;
  readonly legend: readonly LegendEntry[];
  /** Under the legend: what was left out. Empty for nothing. */
  readonly note?: string;
  /** Height of the plane with its labels, where the caller sets no height. */
  readonly tall?: number;
  /** What is drawn over the grid, cut at the frame. */
  readonly layers: (plane: Plane, colors: Colors) => readonly string[];
  /** How far layers may reach over the frame, in pixels. */
  readonly bleed?: number;
  /** Over all, and not cut. */
  readonly over?: (plane: Plane, colors: Colors) => string;
  readonly sketch: PlaneSketch['series'] | ((screen: Screen) => readonly string[]);
}

const TALL = 290;
const [NARROWEST, LOWEST, LARGEST_SIDE] = [240, 180, 10_000];

/** @throws PlotError where a figure would be too small for its labels, or too large for a picture. */
export function checkSize(width: number, height: number | undefined, where: string): void {
  if (!(width >= NARROWEST && width <= LARGEST_SIDE)) {
    throw new PlotError(
      `${where}: the width is ${width}; choose from ${NARROWEST} to ${LARGEST_SIDE} pixels.`,
    );
  }
  if (height !== undefined && !(height >= LOWEST && height <= LARGEST_SIDE)) {
    throw new PlotError(
      `${where}: the height is ${height}; choose from ${LOWEST} to ${LARGEST_SIDE} pixels.`,
    );
  }
}

/** Title, legend, axes and data over one another. */
export function planeFigure(figure: PlaneFigure): Figure {
  const { title, description, where, width = 560, note = '', sketch, tall = TALL } = figure;
  checkSize(width, figure.height, where);
  const colors = colorsOf(figure.theme);
  const head = heading(title, width, colors);
  const key = legend(figure.legend, { left: MARGIN, right: width - MARGIN, top: head.bottom }, colors);
  const left = note === '' ? { markup: '', bottom: key.bottom } : remark(note, key.bottom, width, colors);
  const height = figure.height ?? left.bottom + tall;
  const plane = lineLayout(figure, { width, height, top: left.bottom });
  const body = [
    head.markup,
    key.markup,
    ...(left.markup === '' ? [] : [left.markup]),
    axes(plane, colors),
    clipped(plane.frame, figure.layers(plane, colors), figure.bleed),
    ...(figure.over === undefined ? [] : [figure.over(plane, colors)]),
  ];
  return createFigure({
    title,
    description,
    width,
    height,
    colors,
    body: body.join('\n'),
    terminal: (screen) => [
      ...(typeof sketch === 'function' ? sketch(screen) : planeLines(sketched(figure, sketch), screen)),
      ...wrapped(note, screen.width),
    ],
  });
}

/** The same scales over [0, 1]. */
function sketched({ x, y, xs, ys, where }: PlaneFigure, series: PlaneSketch['series']): PlaneSketch {
  const unit = [0, 1] as const;
  return { x: planeScale(x, where, xs, unit, 6), y: planeScale(y, where, ys, unit, 5), series };
}
