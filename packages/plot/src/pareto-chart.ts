import { format } from 'd3-format';
import { colorAt } from './area-style.ts';
import type { Frame, Plane } from './axes.ts';
import type { Figure } from './figure.ts';
import type { LineChartAxis } from './line-chart.ts';
import { type Better, type ParetoPoint, paretoFront } from './pareto-front.ts';
import { placeLabels } from './place-labels.ts';
import { planeFigure } from './plane-figure.ts';
import { PlotError } from './plot-error.ts';
import { drawable, type Point } from './series.ts';
import { marker, seriesStyle } from './series-style.ts';
import { FONT_SIZE, text } from './text.ts';
import { type Colors, colorsOf, type Theme } from './theme.ts';
import { element } from './xml.ts';

export interface ParetoChartOptions {
  readonly title: string;
  /** For readers who cannot see the chart; by default the points of the front, and how many others there are. */
  readonly description?: string;
  /** What it costs, for example the size in bytes. */
  readonly x: LineChartAxis;
  /** What it gives, for example the accuracy. */
  readonly y: LineChartAxis;
  readonly points: readonly ParetoPoint[];
  /** Which way is better on each axis. @default { x: 'low', y: 'high' } */
  readonly better?: Better;
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** Pixels, at least 180. @default about 400 */
  readonly height?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const number = format(',.4~r');

/**
 * What each candidate gives against what it costs. Filled points with a line are the front: no other is better on one axis and as good on the other.
 * @throws PlotError where there is no point that can be drawn, or an axis is unusable.
 */
export function paretoChart(options: ParetoChartOptions): Figure {
  const { title, x, y, width, height, theme } = options;
  const can = options.points.filter(
    (point) => drawable(point.x, x.scale ?? 'linear') && drawable(point.y, y.scale ?? 'linear'),
  );
  if (can.length === 0)
    throw new PlotError('paretoChart: there is no point that can be drawn; give at least one.');
  const lost = options.points.length - can.length;
  const note =
    lost === 0 ? '' : `Left out: ${lost} of ${options.points.length} points, without a place on the axes.`;
  const front = paretoFront(can, options.better);
  const others = can.filter((point) => !front.includes(point));
  const colors = colorsOf(theme);
  return planeFigure({
    where: 'paretoChart',
    title,
    description: options.description ?? describe(x.label, y.label, front, others.length, note),
    width,
    height,
    theme,
    x: { ...x, inset: 24 },
    y: { ...y, nice: true },
    xs: can.map((point) => point.x),
    ys: can.map((point) => point.y),
    tall: 330,
    note,
    legend: [],
    layers: (plane) => [frontLine(front, options.better, plane, colors), dots(front, others, plane, colors)],
    over: (plane) => names(front, others, options.better, plane, colors),
    sketch: [
      {
        name: `on the front: ${front.map(({ name }) => name).join(', ')}`,
        points: front,
        color: colorAt(0, colors),
        joined: false,
      },
      ...(others.length === 0
        ? []
        : [
            {
              name: `others: ${others.map(({ name }) => name).join(', ')}`,
              points: others,
              color: colors.muted,
              joined: false,
            },
          ]),
    ],
  });
}

/** Steps: between two points of the front, one gets no more than the cheaper of them gives. */
function frontLine(
  front: readonly ParetoPoint[],
  { x: better = 'low' }: Better = {},
  { x, y }: Plane,
  colors: Colors,
): string {
  const px = (point: Point) => [x.at(point.x).toFixed(2), y.at(point.y).toFixed(2)] as const;
  const d = front.map((point, index) => {
    const [across, down] = px(point);
    if (index === 0) return `M${across},${down}`;
    return better === 'low' ? `H${across}V${down}` : `V${down}H${across}`;
  });
  return element('path', {
    d: d.join(''),
    fill: 'none',
    stroke: colorAt(0, colors),
    'stroke-width': 1.5,
    'stroke-dasharray': '5 3',
  });
}

function dots(front: readonly Point[], others: readonly Point[], { x, y }: Plane, colors: Colors): string {
  const style = seriesStyle(0, false, colors);
  const hollow = others.map((point) =>
    element('circle', {
      cx: x.at(point.x),
      cy: y.at(point.y),
      r: 4,
      fill: colors.background,
      stroke: colors.muted,
      'stroke-width': 1.5,
    }),
  );
  return [...hollow, ...front.map((point) => marker(style, x.at(point.x), y.at(point.y), colors))].join('');
}

function names(
  front: readonly ParetoPoint[],
  others: readonly ParetoPoint[],
  { x: better = 'low' }: Better = {},
  { x, y, frame }: Plane,
  colors: Colors,
): string {
  const points = [...front, ...others].map(({ name, ...point }) => ({
    name,
    x: x.at(point.x),
    y: y.at(point.y),
  }));
  const placed = placeLabels(points, frame, stepBoxes(points.slice(0, front.length), better)).map(
    ({ index, ...at }) =>
      text(at.label, { x: at.x, y: at.y, fill: index < front.length ? colors.ink : colors.muted }),
  );
  return element('g', { 'font-size': FONT_SIZE.small }, ...placed);
}

/** What the line of the front covers: names keep off it. */
function stepBoxes(front: readonly Point[], better: 'low' | 'high'): readonly Frame[] {
  return front.slice(1).flatMap((to, index) => {
    const from = front[index] as Point;
    const corner = better === 'low' ? { x: to.x, y: from.y } : { x: from.x, y: to.y };
    return [from, to].map((end) => ({
      left: Math.min(end.x, corner.x),
      right: Math.max(end.x, corner.x),
      top: Math.min(end.y, corner.y),
      bottom: Math.max(end.y, corner.y),
    }));
  });
}

function describe(x: string, y: string, front: readonly ParetoPoint[], others: number, note: string): string {
  const told = front.map((point) => `${point.name} (${number(point.x)}, ${number(point.y)})`);
  return `${y} against ${x}. On the front: ${told.join('; ')}. ${others} other points. ${note}`.trim();
}
