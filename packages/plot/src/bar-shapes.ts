import { barStyle } from './area-style.ts';
import type { Plane } from './axes.ts';
import { type Bars, drawn } from './bar-data.ts';
import { FONT_SIZE, text } from './text.ts';
import { textWidth } from './text-width.ts';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

/** Which way bars grow. */
export type Direction = 'up' | 'right';

/** The share of a category's room that its bars fill. */
const FILLED = 0.78;
const CAP = 3;

/** Up where the names of all categories have room below one another's bars, else to the right. */
export function directionFor(categories: readonly string[], width: number): Direction {
  const widest = Math.max(...categories.map((name) => textWidth(name, FONT_SIZE.small)));
  return widest + 12 <= (width - 90) / categories.length ? 'up' : 'right';
}

/** Height of a category whose bars grow to the right. */
export function thickness(series: number): number {
  return Math.max(22, series * 13 + 8);
}

/** The bars of all series with their error bars, and the line at 0 that they stand on. */
export function barShapes(
  { categories, series, reach }: Bars,
  plane: Plane,
  direction: Direction,
  colors: Colors,
): readonly string[] {
  const [along, across] = direction === 'up' ? [plane.x, plane.y] : [plane.y, plane.x];
  const room = Math.abs(along.at(1) - along.at(0)) * FILLED;
  const wide = room / series.length;
  const { left, right, top, bottom } = plane.frame;
  const [near, far] = direction === 'up' ? [bottom, top] : [left, right];
  const clamp = (pixel: number) => Math.min(Math.max(near, far), Math.max(Math.min(near, far), pixel));
  const zero = clamp(across.at(0));
  const shapes = series.flatMap(({ values, errors }, index) =>
    categories.flatMap((_, category) => {
      const value = values[category] as number;
      if (!drawn(value)) return [];
      const start = along.at(category) - room / 2 + index * wide;
      const inset = Math.min(1, wide * 0.08);
      const end = clamp(across.at(value));
      const [low, size] = [Math.min(zero, end), Math.abs(end - zero)];
      const side = wide - 2 * inset;
      const box =
        direction === 'up'
          ? { x: start + inset, y: low, width: side, height: size }
          : { x: low, y: start + inset, width: size, height: side };
      const error = errors[category] ?? 0;
      const ends = [value - error, value + error].map((one) => clamp(across.at(one))) as [number, number];
      return [
        element('rect', { ...box, ...barStyle(index, colors) }),
        ...(error > 0 ? [errorBar(start + wide / 2, ends, direction, colors)] : []),
      ];
    }),
  );
  const base =
    direction === 'up' ? `M${left},${zero.toFixed(2)}H${right}` : `M${zero.toFixed(2)},${top}V${bottom}`;
  const line = element('path', { d: base, stroke: colors.axis, fill: 'none' });
  return reach.length === 0 ? [] : [...shapes, line];
}

function errorBar(
  at: number,
  [from, to]: readonly [number, number],
  direction: Direction,
  colors: Colors,
): string {
  const [middle, start, end] = [at.toFixed(2), from.toFixed(2), to.toFixed(2)];
  const [low, twice] = [(at - CAP).toFixed(2), 2 * CAP];
  const d =
    direction === 'up'
      ? `M${middle},${start}V${end}M${low},${start}h${twice}M${low},${end}h${twice}`
      : `M${start},${middle}H${end}M${start},${low}v${twice}M${end},${low}v${twice}`;
  return element('path', { d, stroke: colors.ink, 'stroke-width': 1.25, fill: 'none' });
}

/** Texts on the right of the frame, one beside each category. */
export function behindBars(texts: readonly string[], { frame, y }: Plane, colors: Colors): string {
  const drawnTexts = texts.map((content, category) =>
    text(content, { x: frame.right + 8, y: y.at(category) + 4.3 }),
  );
  return element('g', { fill: colors.muted, 'font-size': FONT_SIZE.small }, ...drawnTexts);
}
