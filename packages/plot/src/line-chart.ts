import { axes } from './axes.ts';
import type { ScaleKind } from './axis-scale.ts';
import { describeLines } from './describe-lines.ts';
import { createFigure, type Figure } from './figure.ts';
import { heading, MARGIN } from './heading.ts';
import { legend } from './legend.ts';
import { lineLayout } from './line-layout.ts';
import { PlotError } from './plot-error.ts';
import { type LineSeries, seriesPoints } from './series.ts';
import { clipped, seriesLine } from './series-line.ts';
import { seriesStyle } from './series-style.ts';
import { colorsOf, type Theme } from './theme.ts';

/** An axis of a line chart. */
export interface LineChartAxis {
  readonly label: string;
  /** @default 'linear' */
  readonly scale?: ScaleKind;
  /** d3-format specifier of the ticks' labels, for example '.0%'. More digits are added where labels would repeat. */
  readonly format?: string;
  /** First and last value. By default the extent of the data, rounded outwards on the y axis. */
  readonly domain?: readonly [number, number];
}

export interface LineChartOptions {
  readonly title: string;
  /** For readers who cannot see the chart; by default the series' names, first and last values. */
  readonly description?: string;
  readonly x: LineChartAxis;
  readonly y: LineChartAxis;
  readonly series: readonly LineSeries[];
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** Pixels, at least 180. By default about 360, and more where title or legend take several rows. */
  readonly height?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

/** Height of the plane with its labels, where the caller sets no height. */
const BELOW_LEGEND = 290;

/**
 * Curves over a linear or logarithmic plane, with a legend above them. Lines break where a value is NaN or
 * infinite, or not positive on a log axis; with a `domain` they are cut at its edge.
 * @throws PlotError where there is nothing to draw, a domain is unusable or the chart is too small for its labels.
 */
export function lineChart(options: LineChartOptions): Figure {
  const { title, width = 560 } = options;
  if (!(width >= 240 && Number.isFinite(width))) {
    throw new PlotError(`lineChart: the width is ${width}; use at least 240 pixels.`);
  }
  const colors = colorsOf(options.theme);
  const series = seriesPoints(options.series, options.x.scale ?? 'linear', options.y.scale ?? 'linear').map(
    (one, index) => ({ ...one, style: seriesStyle(index, one.dashed, colors) }),
  );

  const head = heading(title, width, colors);
  const alone = series.length === 1 && series[0]?.name === options.y.label;
  const key = legend(alone ? [] : series, { left: MARGIN, right: width - MARGIN, top: head.bottom }, colors);
  const height = options.height ?? key.bottom + BELOW_LEGEND;
  const plane = lineLayout(options, series, { width, height, top: key.bottom });
  const lines = series.map((one) => seriesLine(one, plane, colors));

  return createFigure({
    title,
    description: options.description ?? describeLines(options, series),
    width,
    height,
    colors,
    body: [head.markup, key.markup, axes(plane, colors), clipped(plane.frame, lines)].join('\n'),
  });
}
