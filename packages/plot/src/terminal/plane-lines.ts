import type { NamedScale } from '../axes.ts';
import type { Point } from '../series.ts';
import { type Braille, braille, type Dot } from './braille.ts';
import { columnsOf, cut, pad, paint, type Screen } from './terminal-text.ts';

/** What is drawn over a plane in the terminal. */
export interface PlaneSketch {
  /** Scales over `[0, 1]`: from the left, and from the bottom. */
  readonly x: NamedScale;
  readonly y: NamedScale;
  readonly series: readonly {
    readonly name: string;
    readonly color: string;
    readonly points: readonly (Point | undefined)[];
    /** Joined by lines, with a sign at the last point; else a sign at each point. */
    readonly joined: boolean;
  }[];
}

/** In the order of the markers of an SVG, as far as terminals have them. */
const SIGNS = ['●', '■', '▲', '◆', '✚', '★', '▼'];
const ROWS = 14;

/** Lines as braille dots, points as signs, with the ticks of both axes and a legend. */
export function planeLines({ x, y, series }: PlaneSketch, screen: Screen): readonly string[] {
  const labels = Math.min(14, Math.max(1, ...y.ticks.map(({ label }) => columnsOf(label))));
  const across = screen.width - labels - 2;
  const drawing = braille(across, ROWS);
  const place = (point: Point): Dot => [
    Math.round(x.at(point.x) * (across * 2 - 1)),
    Math.round((1 - y.at(point.y)) * (ROWS * 4 - 1)),
  ];
  for (const [index, one] of series.entries()) draw(drawing, one, SIGNS[index % SIGNS.length] ?? '●', place);
  const rows = Array.from({ length: ROWS }, (): string => '');
  for (const { value, label } of y.ticks) {
    const row = Math.round((1 - y.at(value)) * (ROWS * 4 - 1)) >> 2;
    if (rows[row] === '') rows[row] = label;
  }
  const legend = series.map(
    ({ name, color }, index) =>
      `${paint(SIGNS[index % SIGNS.length] ?? '●', color, screen)} ${cut(name, screen.width - 2)}`,
  );
  return [
    cut(y.name, screen.width),
    ...drawing.lines(screen).map((line, row) => `${pad(rows[row] ?? '', labels, 'start')} │${line}`),
    `${' '.repeat(labels)} └${'─'.repeat(across)}`,
    ...tickRow(x, labels + 2, across),
    pad(cut(x.name, screen.width), screen.width, 'start'),
    ...legend,
  ].filter((line) => line !== '');
}

function draw(
  drawing: Braille,
  { points, color, joined }: PlaneSketch['series'][number],
  sign: string,
  place: (point: Point) => Dot,
): void {
  let last: Point | undefined;
  for (const [index, point] of points.entries()) {
    if (point === undefined) continue;
    const before = points[index - 1];
    if (joined && before !== undefined) drawing.line(place(before), place(point), color);
    if (!joined) drawing.stamp(place(point), sign, color);
    last = point;
  }
  if (joined && last !== undefined) drawing.stamp(place(last), sign, color);
}

/** Labels that do not touch, each centred under its place. */
function tickRow(x: NamedScale, left: number, across: number): readonly string[] {
  let row = ' '.repeat(left);
  for (const { value, label } of x.ticks) {
    const middle = left + Math.round(x.at(value) * (across - 1));
    const start = Math.min(left + across, middle + Math.ceil(columnsOf(label) / 2)) - columnsOf(label);
    if (start <= columnsOf(row) && columnsOf(row) > left) continue;
    row += ' '.repeat(Math.max(0, start - columnsOf(row))) + label;
  }
  return [row.trimEnd()];
}
