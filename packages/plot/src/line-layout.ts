import { type NamedScale, type Plane, X_AXIS_HEIGHT, yAxisWidth } from './axes.ts';
import { type AxisScale, type AxisScaleOptions, axisScale } from './axis-scale.ts';
import { categoryScale } from './category-scale.ts';
import { checkDomain, domainOf, extentOf } from './domain.ts';
import { MARGIN } from './heading.ts';
import type { LineChartAxis } from './line-chart.ts';
import { PlotError } from './plot-error.ts';
import { FONT_SIZE } from './text.ts';
import { textWidth } from './text-width.ts';

/** Room between the frame and the first and last point. */
const INSET = 8;
const MIN_FRAME = 60;
const BETWEEN_LABELS = 12;
/** Names of categories below one another may be this close. */
const LABEL_HEIGHT = 15;

/** An axis of any figure with a plane: numbers, or categories side by side. */
export interface PlaneAxis extends LineChartAxis {
  /** Their names: the value of the n-th is n. */
  readonly categories?: readonly string[];
  /** Rounds the domain of the data outwards. */
  readonly nice?: boolean;
  /** Only whole numbers may be ticks. */
  readonly whole?: boolean;
  /** Pixels kept free at both ends. */
  readonly inset?: number;
}

/** What a plane has to hold. `where` names the figure in errors. */
export interface PlaneData {
  readonly x: PlaneAxis;
  readonly y: PlaneAxis;
  /** Numbers that the axes must reach; at least one each, except for categories. */
  readonly xs: Iterable<number>;
  readonly ys: Iterable<number>;
  /** Pixels kept free on the right of the frame. @default 0 */
  readonly reserve?: number;
  readonly where: string;
}

/** Places the frame between legend and axis labels, and fits the scales to it. */
export function lineLayout(
  { x, y, xs, ys, reserve = 0, where }: PlaneData,
  { width, height, top }: { readonly width: number; readonly height: number; readonly top: number },
): Plane {
  const bottom = height - MARGIN - X_AXIS_HEIGHT + 6;
  const frameTop = top + 8;
  const up = planeScale(
    y,
    `${where}: y`,
    ys,
    [bottom, frameTop],
    Math.max(2, Math.round((bottom - frameTop) / (y.categories === undefined ? 45 : LABEL_HEIGHT))),
  );
  const left = Math.ceil(MARGIN + yAxisWidth(up.ticks, y.label));
  const widest = width - MARGIN - reserve - left;
  const inset = x.inset ?? INSET;
  // Scales are tried until their labels fit: not each over all values again.
  const reach = extentOf(xs);
  const across = (right: number) =>
    fitted(
      (ticks) => planeScale(x, `${where}: x`, reach, [left + inset, right - inset], ticks),
      widest,
      x.categories?.length,
    );
  const most = width - MARGIN - reserve;
  const right = most + MARGIN - Math.max(MARGIN, overhang(across(most), most));
  if (!(right - left >= MIN_FRAME && bottom - frameTop >= MIN_FRAME)) {
    throw new PlotError(
      `${where}: ${width} x ${height} leaves no room for the data beside title, legend and labels; make it larger or shorten them.`,
    );
  }
  return { frame: { left, right, top: frameTop, bottom }, x: across(right), y: up };
}

/** A scale with its name. `where` names figure and axis in errors. */
export function planeScale(
  { label, scale: kind = 'linear', domain, format, categories, nice = false, whole = false }: PlaneAxis,
  where: string,
  values: Iterable<number>,
  range: AxisScaleOptions['range'],
  ticks: number,
): NamedScale {
  if (categories !== undefined) return categoryScale(categories, label, range, ticks);
  const scale = axisScale({
    kind,
    domain: domain === undefined ? domainOf(values, kind) : checkDomain(domain, kind, where),
    range,
    ticks,
    nice: nice && domain === undefined,
    whole,
    format,
  });
  return { ...scale, name: label };
}

/** The scale with as many ticks as fit without their labels touching. */
export function fitted(
  scale: (ticks: number) => NamedScale,
  width: number,
  most = Math.max(2, Math.floor(width / 56)),
): NamedScale {
  for (let count = most; count > 1; count--) {
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
