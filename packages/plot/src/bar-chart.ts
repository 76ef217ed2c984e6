import { format } from 'd3-format';
import { barStyle, colorAt } from './area-style.ts';
import { type BarSeries, type Bars, barData, drawn } from './bar-data.ts';
import { barShapes, behindBars, type Direction, directionFor, thickness } from './bar-shapes.ts';
import type { Figure } from './figure.ts';
import type { LineChartAxis } from './line-chart.ts';
import { numberFormat } from './number-format.ts';
import { type PlaneFigure, planeFigure } from './plane-figure.ts';
import { PlotError } from './plot-error.ts';
import { barLines } from './terminal/bar-lines.ts';
import { cut } from './terminal/terminal-text.ts';
import { FONT_SIZE } from './text.ts';
import { textWidth } from './text-width.ts';
import { colorsOf, type Theme } from './theme.ts';

export interface BarChartOptions {
  readonly title: string;
  /** For readers who cannot see the chart; by default every value of up to 12 categories, else the extremes. */
  readonly description?: string;
  /** Side by side; the first 60 are drawn. */
  readonly categories: readonly string[];
  /** Name of what the categories are. @default '' */
  readonly label?: string;
  /** The axis of the values. Without a domain it begins at 0. */
  readonly value: {
    readonly label: string;
    /** d3-format specifier, for example '.0%'. */
    readonly format?: string;
    readonly domain?: readonly [number, number];
  };
  /** One gives a bar for each category, several give groups of bars. */
  readonly series: readonly BarSeries[];
  /** Which way bars grow. @default 'up', or 'right' where the categories' names need the room */
  readonly direction?: Direction;
  /** Texts behind the bars, one for each category; only with direction 'right'. */
  readonly behind?: readonly string[];
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** Pixels, at least 180. By default about 360, or as high as the bars need. */
  readonly height?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const TOLD = 12;
const MIN_TALL = 64;
const number = format('.4~g');

/**
 * Bars for categories, grouped where there are several series: accuracy per class, of one model or of several.
 * @throws PlotError where there is nothing to draw, lengths differ, or the chart is too small for its labels.
 */
export function barChart(options: BarChartOptions): Figure {
  return barsFigure(options, 'barChart');
}

/** The same for other figures of bars. */
export function barsFigure(options: BarChartOptions, where: string): Figure {
  const { title, label = '', value, width = 560, height, theme, behind = [] } = options;
  const { scale } = value as LineChartAxis;
  if (scale === 'log') {
    throw new PlotError(
      `${where}: bars stand on 0, which a log axis lacks; leave value.scale out, or draw lines.`,
    );
  }
  const bars = barData(options.categories, options.series, where);
  const { categories, series, reach } = bars;
  const direction = options.direction ?? (behind.length > 0 ? 'right' : directionFor(categories, width));
  if (behind.length > 0 && (direction !== 'right' || behind.length !== options.categories.length)) {
    throw new PlotError(
      `${where}: there are ${behind.length} texts behind ${options.categories.length} bars that grow ${direction}; give as many, with direction 'right'.`,
    );
  }
  const category = { label, categories, inset: 0 };
  const values = { ...value, nice: true, inset: 0 };
  const colors = colorsOf(theme);
  const right = direction === 'right';
  const sides: Pick<PlaneFigure, 'x' | 'y' | 'xs' | 'ys'> = right
    ? { x: values, y: category, xs: reach, ys: [] }
    : { x: category, y: values, xs: [], ys: reach };
  const shown = behind.slice(0, categories.length);
  return planeFigure({
    ...sides,
    where,
    title,
    description: options.description ?? describe(options, bars),
    width,
    height,
    theme,
    note: bars.left,
    legend:
      series.length > 1
        ? series.map(({ name }, index) => ({ name, style: { area: barStyle(index, colors) } }))
        : [],
    ...(right ? { tall: Math.max(MIN_TALL, categories.length * thickness(series.length)) + 76 } : {}),
    reserve: shown.length === 0 ? 0 : 8 + Math.max(...shown.map((one) => textWidth(one, FONT_SIZE.small))),
    bleed: 1,
    layers: (plane) => barShapes(bars, plane, direction, colors),
    over: (plane) => behindBars(shown, plane, colors),
    sketch: (screen) => {
      const write = value.format === undefined ? number : numberFormat(value.format);
      const largest = Math.max(...reach.map(Math.abs), ...(value.domain ?? []).map(Math.abs));
      const rows = categories.flatMap((name, at) =>
        series.map((one, index) => ({
          label: series.length > 1 ? `${name} ${one.name}` : name,
          share: drawn(one.values[at] as number) ? Math.abs(one.values[at] as number) / largest : 0,
          text: [drawn(one.values[at] as number) ? write(one.values[at] as number) : '', shown[at] ?? '']
            .join(' ')
            .trim(),
          color: colorAt(index, colors),
        })),
      );
      return [cut(value.label, screen.width), ...barLines(rows, screen)];
    },
  });
}

function describe({ value, label = '' }: BarChartOptions, { categories, series, left }: Bars): string {
  const write = value.format === undefined ? number : numberFormat(value.format);
  const of = (at: number, values: readonly number[]) =>
    `${categories[at]} ${drawn(values[at] as number) ? write(values[at] as number) : 'none'}`;
  const told = series.map(({ name, values }) => {
    if (categories.length <= TOLD) return `${name}: ${categories.map((_, at) => of(at, values)).join(', ')}.`;
    const order = values.map((_, at) => at).filter((at) => drawn(values[at] as number));
    const by = (better: (a: number, b: number) => boolean) =>
      order.reduce(
        (best, at) => (better(values[at] as number, values[best] as number) ? at : best),
        order[0] ?? 0,
      );
    return `${name}: ${categories.length} values from ${of(
      by((a, b) => a < b),
      values,
    )} to ${of(
      by((a, b) => a > b),
      values,
    )}.`;
  });
  return [`Bar chart of ${value.label}${label === '' ? '' : ` by ${label}`}.`, ...told, left]
    .join(' ')
    .trim();
}
