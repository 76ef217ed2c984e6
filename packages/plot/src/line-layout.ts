import { type NamedScale, type Plane, X_AXIS_HEIGHT, yAxisWidth } from './axes.ts';
import { type AxisScale, type AxisScaleOptions, axisScale } from './axis-scale.ts';
import { checkDomain, domainOf } from './domain.ts';
import { MARGIN } from './heading.ts';
import type { LineChartAxis } from './line-chart.ts';
import { PlotError } from './plot-error.ts';
import type { Point, SeriesPoints } from './series.ts';
import { FONT_SIZE } from './text.ts';
import { textWidth } from './text-width.ts';

/** Room between the frame and the first and last point. */
const INSET = 8;
const MIN_FRAME = 60;
const BETWEEN_LABELS = 12;

/** Places the frame between legend and axis labels, and fits the scales to it. */
export function lineLayout(
  axis: { readonly x: LineChartAxis; readonly y: LineChartAxis },
  series: readonly SeriesPoints[],
  { width, height, top }: { readonly width: number; readonly height: number; readonly top: number },
): Plane {
  const points = series.flatMap(({ drawn }) => drawn);
  const bottom = height - MARGIN - X_AXIS_HEIGHT + 6;
  const frameTop = top + 8;
  const y = scaleOf(
    axis.y,
    'y',
    points,
    [bottom, frameTop],
    Math.max(2, Math.round((bottom - frameTop) / 45)),
  );
  const left = Math.ceil(MARGIN + yAxisWidth(y.ticks, axis.y.label));
  const widest = width - MARGIN - left;
  const across = (right: number) =>
    fitted((ticks) => scaleOf(axis.x, 'x', points, [left + INSET, right - INSET], ticks), widest);
  const right = width - Math.max(MARGIN, overhang(across(width - MARGIN), width - MARGIN));
  if (!(right - left >= MIN_FRAME && bottom - frameTop >= MIN_FRAME)) {
    throw new PlotError(
      `lineChart: ${width} x ${height} leaves no room for the lines beside title, legend and labels; make it larger or shorten them.`,
    );
  }
  return { frame: { left, right, top: frameTop, bottom }, x: across(right), y };
}

function scaleOf(
  { label, scale: kind = 'linear', domain, format }: LineChartAxis,
  name: 'x' | 'y',
  points: readonly Point[],
  range: AxisScaleOptions['range'],
  ticks: number,
): NamedScale {
  const values = points.map((point) => point[name]);
  const scale = axisScale({
    kind,
    domain: domain === undefined ? domainOf(values, kind) : checkDomain(domain, kind, name),
    range,
    ticks,
    nice: name === 'y' && domain === undefined,
    whole: name === 'x' && values.every(Number.isInteger),
    format,
  });
  return { ...scale, name: label };
}

/** The scale with as many ticks as fit without their labels touching. */
export function fitted(scale: (ticks: number) => NamedScale, width: number): NamedScale {
  for (let count = Math.max(2, Math.floor(width / 56)); count > 1; count--) {
    const candidate = scale(count);
    if (roomy(candidate)) return candidate;
  }
  return scale(1);
}

function roomy({ at, ticks }: AxisScale): boolean {
  return ticks.every(({ value, label }, index) => {
    const next = ticks[index + 1];
    if (next === undefined) return true;
    const half = (textWidth(label, FONT_SIZE.small) + textWidth(next.label, FONT_SIZE.small)) / 2;
    return at(next.value) - at(value) >= half + BETWEEN_LABELS;
  });
}

/** How far the last label reaches past `right`, with the figure's margin. */
export function overhang({ at, ticks }: AxisScale, right: number): number {
  const last = ticks.at(-1);
  if (last === undefined) return 0;
  return Math.ceil(at(last.value) + textWidth(last.label, FONT_SIZE.small) / 2 - right) + MARGIN;
}
