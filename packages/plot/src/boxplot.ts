import { format } from 'd3-format';
import { barStyle, colorAt } from './area-style.ts';
import type { Plane } from './axes.ts';
import { type Direction, directionFor } from './bar-shapes.ts';
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
  /** Which way values grow. @default 'up', or 'right' where the groups' names need the room */
  readonly direction?: Direction;
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** Pixels, at least 180. By default about 360, or as high as the boxes need. */
  readonly height?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

/** More groups than this are not told apart. */
const MOST_GROUPS = 60;
/** Height of a group whose box lies on its side. */
const THICK = 30;
/** The outliers nearest to the box are the least telling: of more than this, the furthest are drawn. */
const MOST = 200;
const number = format('.4~g');

/**
 * Boxes from the first to the third quartile with the median, whiskers to the furthest values within 1.5 box lengths, and the values beyond
 * (Tukey, 1977). Quartiles lie between sorted values as numpy's do (type 7 of Hyndman and Fan, 1996).
 * @throws PlotError where there is no group, a group has no value that can be drawn, or the axis is unusable.
 */
export function boxplot(options: BoxplotOptions): Figure {
  const { title, groups, value, label = '', width = 560, height, theme } = options;
  if (groups.length === 0) throw new PlotError('boxplot: there is no group; give at least one.');
  const boxes = groups
    .slice(0, MOST_GROUPS)
    .map(({ name, values }) => boxNumbers(name, values, value.scale ?? 'linear'));
  const colors = colorsOf(theme);
  const left = [
    hidden(boxes),
    groups.length > MOST_GROUPS ? `The first ${MOST_GROUPS} of ${groups.length} groups are drawn.` : '',
  ]
    .join(' ')
    .trim();
  const names = boxes.map(({ name }) => name);
  const direction = options.direction ?? directionFor(names, width);
  const groupAxis = { label, categories: names, inset: 0 };
  const values = { ...value, nice: true };
  const reach = boxes.flatMap(({ low, high, outliers }) => [low, high, ...outliers]);
  const right = direction === 'right';
  return planeFigure({
    where: 'boxplot',
    title,
    description:
      options.description ??
      [`Box plot of ${value.label}.`, ...(left === '' ? [] : [left]), ...boxes.map(describe)].join(' '),
    width,
    height,
    theme,
    ...(right
      ? { x: values, y: groupAxis, xs: reach, ys: [], tall: Math.max(64, boxes.length * THICK) + 76 }
      : { x: groupAxis, y: values, xs: [], ys: reach }),
    legend: [],
    note: left,
    layers: (plane) => boxes.map((box, index) => drawBox(box, index, plane, direction, colors)),
    sketch: (screen) => sketch(boxes, colors, screen),
  });
}

/** A box and its whiskers: `along` is the axis of the groups, `value` that of the values. */
function drawBox(
  { low, quartiles, high, outliers }: BoxNumbers,
  index: number,
  plane: Plane,
  direction: Direction,
  colors: Colors,
) {
  const up = direction === 'up';
  const [along, value] = up ? [plane.x, plane.y] : [plane.y, plane.x];
  const middle = along.at(index);
  const half = Math.min(36, Math.abs(along.at(1) - along.at(0)) * 0.3);
  const place = (across: number, one: number) => {
    const [a, b] = [across.toFixed(2), value.at(one).toFixed(2)];
    return up ? `${a},${b}` : `${b},${a}`;
  };
  const [to, over] = up ? ['V', 'h'] : ['H', 'v'];
  const whiskers = [low, high].map(
    (end, side) =>
      `M${place(middle, quartiles[side === 0 ? 0 : 2] as number)}${to}${value.at(end).toFixed(2)}M${place(middle - half / 2, end)}${over}${half}`,
  );
  const [from, size] = [
    Math.min(value.at(quartiles[0]), value.at(quartiles[2])),
    Math.abs(value.at(quartiles[0]) - value.at(quartiles[2])),
  ];
  const box = up
    ? { x: middle - half, y: from, width: 2 * half, height: size }
    : { x: from, y: middle - half, width: size, height: 2 * half };
  const color = colorAt(index, colors);
  const far = furthest(outliers, quartiles[1]).map((one) => {
    const [cx, cy] = up ? [middle, value.at(one)] : [value.at(one), middle];
    return element('circle', { cx, cy, r: 3, fill: 'none', stroke: color, 'stroke-width': 1.25 });
  });
  const median = `M${place(middle - half, quartiles[1])}${over}${(2 * half).toFixed(2)}`;
  return [
    element('path', { d: whiskers.join(''), stroke: colors.muted, 'stroke-width': 1.5, fill: 'none' }),
    element('rect', { ...box, ...barStyle(1, colors), fill: color, stroke: color }),
    element('path', { d: median, stroke: colors.ink, 'stroke-width': 2, fill: 'none' }),
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
