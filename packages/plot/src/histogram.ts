import { format } from 'd3-format';
import { areaStyle, colorAt } from './area-style.ts';
import type { Plane } from './axes.ts';
import type { ScaleKind } from './axis-scale.ts';
import type { Figure } from './figure.ts';
import { type Bins, type HistogramSeries, histogramBins } from './histogram-bins.ts';
import { planeFigure } from './plane-figure.ts';
import { barLines } from './terminal/bar-lines.ts';
import { cut, type Screen } from './terminal/terminal-text.ts';
import { type Colors, colorsOf, type Theme } from './theme.ts';
import { element } from './xml.ts';

export interface HistogramOptions {
  readonly title: string;
  /** For readers who cannot see the chart; by default how many values each series has, over what, and where most are. */
  readonly description?: string;
  /** The axis of the values; what lies outside a domain is left out. */
  readonly x: {
    readonly label: string;
    readonly format?: string;
    readonly domain?: readonly [number, number];
  };
  /** The axis of the frequencies; `log` shows rare values beside frequent ones. @default { label: 'values', scale: 'linear' } */
  readonly y?: { readonly label?: string; readonly scale?: ScaleKind; readonly format?: string };
  /** Over one another, in the same bins. */
  readonly series: readonly HistogramSeries[];
  /** How many bins, 1 to 1000, or their edges. @default after Freedman and Diaconis (1981), at round values, at most about 120 */
  readonly bins?: number | readonly number[];
  /** Shares per unit of x instead of numbers: the area of each series is 1. @default false */
  readonly density?: boolean;
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** Pixels, at least 180. @default about 360 */
  readonly height?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const number = format('.4~g');
const TERMINAL_BINS = 16;

/**
 * How often values occur, of one series or of several over one another.
 * @throws PlotError where a series is empty, no value is finite, or bins or domain are unusable.
 */
export function histogram(options: HistogramOptions): Figure {
  return histogramFigure(options, 'histogram');
}

/** The same for other figures; `note` is added to what is said to be left out. */
export function histogramFigure(options: HistogramOptions, where: string, note = ''): Figure {
  const { title, x, y = {}, density = false, width, height, theme } = options;
  const asked = { bins: options.bins, domain: x.domain, density };
  const bins = histogramBins(options.series, asked, where);
  const { edges, series } = bins;
  const colors = colorsOf(theme);
  const kind = y.scale ?? 'linear';
  const positive = series.flatMap(({ heights }) => heights.filter((one) => one > 0));
  // A log axis has no 0: bars stand a little below the least frequency.
  const floor = kind === 'log' ? positive.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) / 2 : 0;
  const label = y.label ?? (density ? 'density' : 'values');
  const left = [note, ...series.map(leftOut)].filter((part) => part !== '').join(' ');
  return planeFigure({
    where,
    title,
    description: options.description ?? `${describe(x.label, bins)} ${left}`.trim(),
    width,
    height,
    theme,
    x: { label: x.label, ...(x.format === undefined ? {} : { format: x.format }), inset: 4 },
    y: { ...y, label, nice: kind === 'linear', whole: !density && kind === 'linear' },
    xs: edges,
    ys: positive.length === 0 ? [0, 1] : [floor, ...positive],
    note: left,
    legend:
      series.length > 1
        ? series.map(({ name }, index) => ({ name, style: { area: areaStyle(index, colors) } }))
        : [],
    bleed: 1,
    layers: (plane) => series.map(({ heights }, index) => steps(heights, edges, floor, index, plane, colors)),
    sketch: (screen) => sketch(bins, colors, screen),
  });
}

/** The outline of a series: up at each bin's left edge, down at its right. */
function steps(
  heights: readonly number[],
  edges: readonly number[],
  floor: number,
  index: number,
  { x, y, frame }: Plane,
  colors: Colors,
): string {
  const ground = Math.min(frame.bottom, y.at(floor));
  const up = (height: number) => (height > 0 ? y.at(height) : ground).toFixed(2);
  const across = (at: number) => x.at(edges[at] as number).toFixed(2);
  const walk = heights.map((height, at) => `V${up(height)}H${across(at + 1)}`).join('');
  const d = `M${across(0)},${ground.toFixed(2)}${walk}V${ground.toFixed(2)}Z`;
  return element('path', { d, ...areaStyle(index, colors) });
}

function leftOut({ name, missing, outside }: Bins['series'][number]): string {
  const parts = [
    ...(missing === 0 ? [] : [`${missing} not finite`]),
    ...(outside === 0 ? [] : [`${outside} outside the bins`]),
  ];
  return parts.length === 0 ? '' : `Left out of ${name}: ${parts.join(', ')}.`;
}

function describe(label: string, { edges, series }: Bins): string {
  const told = series.map(({ name, heights, count }) => {
    const peak = heights.indexOf(heights.reduce((a, b) => Math.max(a, b)));
    return `${name}: ${count} values, most from ${number(edges[peak] as number)} to ${number(edges[peak + 1] as number)}.`;
  });
  return `Histogram of ${label} in ${edges.length - 1} bins from ${number(edges[0] as number)} to ${number(edges.at(-1) as number)}. ${told.join(' ')}`;
}

/** Neighbouring bins are joined until a screen has rows for them. */
function sketch({ edges, series }: Bins, colors: Colors, screen: Screen): readonly string[] {
  const every = Math.ceil((edges.length - 1) / TERMINAL_BINS);
  return series.flatMap(({ name, heights, count }, index) => {
    const joined = heights.flatMap((_, at) =>
      at % every === 0 ? [{ at, sum: heights.slice(at, at + every).reduce((a, b) => a + b) }] : [],
    );
    const most = joined.reduce((largest, { sum }) => Math.max(largest, sum), 0);
    const rows = joined.map(({ at, sum }) => ({
      label: `from ${number(edges[at] as number)}`,
      share: most === 0 ? 0 : sum / most,
      text: number(sum),
      color: colorAt(index, colors),
    }));
    return [cut(`${name} (${count})`, screen.width), ...barLines(rows, screen)];
  });
}
