import { format } from 'd3-format';
import { barStyle, colorAt } from './area-style.ts';
import type { Plane } from './axes.ts';
import { type BoxNumbers, boxNumbers } from './box-numbers.ts';
import type { Figure } from './figure.ts';
import type { LineChartAxis } from './line-chart.ts';
import { planeFigure } from './plane-figure.ts';
import { PlotError } from './plot-error.ts';
import { pad, paint, type Screen } from './terminal/terminal-text.ts';
import { type Colors, colorsOf, type Theme } from './theme.ts';
import { element } from './xml.ts';

export interface BoxplotOptions {
  readonly title: string;
  /** For readers who cannot see the chart; by default the five numbers of each group. */
  readonly description?: string;
  /** At least one; values that have no place on the axis are left out. */
  readonly groups: readonly { readonly name: string; readonly values: ArrayLike<number> }[];
  /** Name of what the groups are. @default '' */
  readonly label?: string;
  readonly value: LineChartAxis;
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** Pixels, at least 180. @default about 360 */
  readonly height?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

/** The outliers nearest to the box are the least telling: of more than this, the furthest are drawn. */
const MOST = 200;
const number = format('.4~g');

/**
 * Boxes from the first to the third quartile with the median, whiskers to the furthest values within 1.5 box lengths, and the values beyond
 * (Tukey, 1977). Quartiles lie between sorted values as numpy's do (type 7 of Hyndman and Fan, 1996).
 * @throws PlotError where there is no group, a group has no value that can be drawn, or the axis is unusable.
 */
export function boxplot(options: BoxplotOptions): Figure {
  const { title, groups, value, label = '', width, height, theme } = options;
  if (groups.length === 0) throw new PlotError('boxplot: there is no group; give at least one.');
  const boxes = groups.map(({ name, values }) => boxNumbers(name, values, value.scale ?? 'linear'));
  const colors = colorsOf(theme);
  return planeFigure({
    where: 'boxplot',
    title,
    description: options.description ?? `Box plot of ${value.label}. ${boxes.map(describe).join(' ')}`,
    width,
    height,
    theme,
    x: { label, categories: boxes.map(({ name }) => name), inset: 0 },
    y: { ...value, nice: true },
    xs: [],
    ys: boxes.flatMap(({ low, high, outliers }) => [low, high, ...outliers]),
    legend: [],
    note: hidden(boxes),
    layers: (plane) => boxes.map((box, index) => drawBox(box, index, plane, colors)),
    sketch: (screen) => sketch(boxes, colors, screen),
  });
}

function drawBox(
  { low, quartiles, high, outliers }: BoxNumbers,
  index: number,
  { x, y }: Plane,
  colors: Colors,
) {
  const middle = x.at(index);
  const half = Math.min(36, Math.abs(x.at(1) - x.at(0)) * 0.3);
  const px = (value: number) => y.at(value).toFixed(2);
  const [left, wide, cap] = [(middle - half).toFixed(2), (2 * half).toFixed(2), half / 2];
  const whiskers = [low, high].map(
    (end, side) =>
      `M${middle.toFixed(2)},${px(quartiles[side === 0 ? 0 : 2] as number)}V${px(end)}M${(middle - cap).toFixed(2)},${px(end)}h${2 * cap}`,
  );
  const top = y.at(quartiles[2]);
  const box = { x: middle - half, y: top, width: 2 * half, height: y.at(quartiles[0]) - top };
  const far = furthest(outliers, quartiles[1]).map((value) =>
    element('circle', {
      cx: middle,
      cy: y.at(value),
      r: 3,
      fill: 'none',
      stroke: colorAt(index, colors),
      'stroke-width': 1.25,
    }),
  );
  return [
    element('path', { d: whiskers.join(''), stroke: colors.muted, 'stroke-width': 1.5, fill: 'none' }),
    element('rect', {
      ...box,
      ...barStyle(1, colors),
      fill: colorAt(index, colors),
      stroke: colorAt(index, colors),
    }),
    element('path', {
      d: `M${left},${px(quartiles[1])}h${wide}`,
      stroke: colors.ink,
      'stroke-width': 2,
      fill: 'none',
    }),
    ...far,
  ].join('');
}

function furthest(outliers: readonly number[], median: number): readonly number[] {
  return [...outliers].sort((a, b) => Math.abs(b - median) - Math.abs(a - median)).slice(0, MOST);
}

function hidden(boxes: readonly BoxNumbers[]): string {
  const lost = boxes.reduce((sum, { outliers }) => sum + Math.max(0, outliers.length - MOST), 0);
  return lost === 0 ? '' : `${lost} outliers nearer to their boxes than others are not drawn.`;
}

function describe({ name, count, low, quartiles, high, outliers, missing }: BoxNumbers): string {
  const gaps = missing === 0 ? '' : `, ${missing} without a place on the axis`;
  const beyond = outliers.length === 0 ? '' : `, ${outliers.length} outliers`;
  return `${name}: ${count} values${gaps}, median ${number(quartiles[1])}, quartiles ${number(quartiles[0])} and ${number(quartiles[2])}, whiskers ${number(low)} to ${number(high)}${beyond}.`;
}

function sketch(boxes: readonly BoxNumbers[], colors: Colors, screen: Screen): readonly string[] {
  const ends = boxes.flatMap(({ low, high, outliers }) => [low, high, ...outliers]);
  const from = ends.reduce((a, b) => Math.min(a, b));
  const to = ends.reduce((a, b) => Math.max(a, b));
  const room = screen.width - 18;
  const place = (value: number) => (to > from ? Math.round(((value - from) / (to - from)) * (room - 1)) : 0);
  const rows = boxes.map(({ name, low, quartiles, high, outliers }, index) => {
    const row = Array.from({ length: room }, () => ' ');
    for (let at = place(low); at <= place(high); at++) row[at] = '─';
    for (let at = place(quartiles[0]); at <= place(quartiles[2]); at++) row[at] = '▒';
    for (const value of outliers) row[place(value)] = '∘';
    row[place(quartiles[1])] = '┃';
    return `${pad(name, 16)} │${paint(row.join('').trimEnd(), colorAt(index, colors), screen)}`;
  });
  return [...rows, `${' '.repeat(18)}${number(from)}${pad(number(to), room - number(from).length, 'start')}`];
}
