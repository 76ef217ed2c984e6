import type { ScaleKind } from './axis-scale.ts';
import { describeLines } from './describe-lines.ts';
import { reach } from './domain.ts';
import type { Figure } from './figure.ts';
import { planeFigure } from './plane-figure.ts';
import { type LineSeries, type SeriesPoints, seriesPoints } from './series.ts';
import { seriesBand } from './series-band.ts';
import { faintLine, seriesLine } from './series-line.ts';
import { type SeriesStyle, seriesStyle } from './series-style.ts';
import { checkSmoothing, smoothed } from './smoothing.ts';
import { type Colors, colorsOf, type Theme } from './theme.ts';

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
  /**
   * 0 to less than 1: draws the moving average of each series as TensorBoard does, which counts a value this many times as much as the one after
   * it, over a faint line of the values themselves. @default 0
   */
  readonly smoothing?: number;
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** Pixels, at least 180. By default about 360, and more where title or legend take several rows. */
  readonly height?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

/**
 * Curves over a linear or logarithmic plane, with a legend above them. Lines break where a value is NaN or
 * infinite, or not positive on a log axis; with a `domain` they are cut at its edge.
 * @throws PlotError where there is nothing to draw, a domain is unusable or the chart is too small for its labels.
 */
export function lineChart(options: LineChartOptions): Figure {
  return linesFigure(options, 'lineChart');
}

/** The same for figures made of lines; `styles` are those of the series, by default one after the other. */
export function linesFigure(
  options: LineChartOptions,
  where: string,
  styles: (index: number, colors: Colors) => SeriesStyle | undefined = () => undefined,
): Figure {
  const { title, x, y, width, height, theme } = options;
  const colors = colorsOf(theme);
  const series = seriesPoints(options.series, x.scale ?? 'linear', y.scale ?? 'linear', where).map(
    (one, index) => ({ ...one, style: styles(index, colors) ?? seriesStyle(index, one.dashed, colors) }),
  );
  const weight = checkSmoothing(options.smoothing ?? 0, where);
  const lines = weight === 0 ? series : series.map((one) => smoothLine(one, weight));
  const { xs, ys, whole } = reachOf(series);
  const alone = series.length === 1 && series[0]?.name === y.label;
  return planeFigure({
    where,
    title,
    description: options.description ?? describeLines(options, series, weight),
    width,
    height,
    theme,
    x: { ...x, whole },
    y: { ...y, nice: true },
    xs,
    ys,
    legend: alone ? [] : series,
    layers: (plane) => [
      ...series.flatMap((one) => seriesBand(one, plane)),
      ...(weight === 0 ? [] : series.map((one) => faintLine(one, plane))),
      ...lines.map((one) => seriesLine(one, plane, colors)),
    ],
    sketch: lines.map(({ name, points, style }) => ({ name, points, color: style.color, joined: true })),
  });
}

/** What the axes must reach, and whether x counts something: in one pass, because a line may have a point for every step of a training. */
function reachOf(series: readonly SeriesPoints[]) {
  const [xs, ys] = [reach(), reach()];
  let whole = true;
  for (const { drawn, band = [] } of series) {
    for (const { x, y } of drawn) {
      xs.add(x);
      ys.add(y);
      whole &&= Number.isInteger(x);
    }
    for (const ends of band) {
      if (ends === undefined) continue;
      ys.add(ends.low);
      ys.add(ends.high);
    }
  }
  return { xs: xs.ends(), ys: ys.ends(), whole };
}

function smoothLine<T extends SeriesPoints>(series: T, weight: number): T {
  const points = smoothed(series.points, weight);
  return { ...series, points, drawn: points.filter((point) => point !== undefined) };
}
