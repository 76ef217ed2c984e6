import type { AxisScale } from './axis-scale.ts';
import { shorten } from './fit-text.ts';
import { MARGIN } from './heading.ts';
import { FONT_SIZE, text } from './text.ts';
import { textWidth } from './text-width.ts';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

/** The rectangle the data is drawn in, in pixels. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const TICK = 5;
const MINOR = 3;
const LABEL = { size: FONT_SIZE.label };
/** From the bottom of the frame: the ticks' labels, then the axis label. */
export const X_AXIS_HEIGHT = 50;

/** Width that an axis on the left needs for its ticks' labels and its rotated name. */
export function yAxisWidth(ticks: AxisScale['ticks'], label: string): number {
  const widest = Math.max(0, ...ticks.map((tick) => textWidth(tick.label, FONT_SIZE.small)));
  return Math.ceil(widest) + TICK + 6 + (label === '' ? 0 : FONT_SIZE.label + 10);
}

/** A frame with a named scale along its bottom and its left. */
export interface Plane {
  readonly frame: Frame;
  readonly x: NamedScale;
  readonly y: NamedScale;
}

export interface NamedScale extends AxisScale {
  readonly name: string;
  /** Without grid lines and tick marks, as between categories. */
  readonly quiet?: boolean;
}

/** Grid lines, ticks and names of both axes. */
export function axes({ frame, x, y }: Plane, colors: Colors): string {
  return [
    grid(frame, x, y, colors),
    ticks(frame, x, y, colors),
    tickLabels(frame, x, y, colors),
    axisNames(frame, x.name, y.name, colors),
  ].join('\n');
}

function grid({ left, right, top, bottom }: Frame, x: NamedScale, y: NamedScale, colors: Colors): string {
  const columns = marked(x).map(({ value }) => `M${pixel(x.at(value))},${top}V${bottom}`);
  const rows = marked(y).map(({ value }) => `M${left},${pixel(y.at(value))}H${right}`);
  return element('path', { d: [...columns, ...rows].join(''), stroke: colors.grid, fill: 'none' });
}

function ticks({ left, right, bottom }: Frame, x: NamedScale, y: NamedScale, colors: Colors): string {
  const column = (length: number) => (value: number) => `M${pixel(x.at(value))},${bottom}v${length}`;
  const row = (length: number) => (value: number) => `M${left},${pixel(y.at(value))}h${-length}`;
  const marks = [
    ...marked(x).map(({ value }) => column(TICK)(value)),
    ...marked(y).map(({ value }) => row(TICK)(value)),
    ...(x.minor ?? []).map(column(MINOR)),
    ...(y.minor ?? []).map(row(MINOR)),
  ];
  const base = `M${left},${bottom + 0.5}H${right}`;
  return element('path', { d: [base, ...marks].join(''), stroke: colors.axis, fill: 'none' });
}

function tickLabels({ left, bottom }: Frame, x: AxisScale, y: AxisScale, colors: Colors): string {
  const columns = x.ticks.map(({ value, label }) =>
    text(label, { x: x.at(value), y: bottom + TICK + 14, 'text-anchor': 'middle' }),
  );
  const rows = y.ticks.map(({ value, label }) =>
    text(label, { x: left - TICK - 4, y: y.at(value) + 4.3, 'text-anchor': 'end' }),
  );
  return element('g', { fill: colors.muted, 'font-size': FONT_SIZE.small }, ...columns, ...rows);
}

function axisNames({ left, right, top, bottom }: Frame, x: string, y: string, colors: Colors): string {
  const across = text(shorten(x, right - left, LABEL), { x: (left + right) / 2, y: bottom + 41 });
  const up = nameUp(y, MARGIN + 10, { top, bottom, below: X_AXIS_HEIGHT - 10 });
  const style = { fill: colors.ink, 'font-size': FONT_SIZE.label, 'text-anchor': 'middle' };
  return element('g', style, across, up);
}

/** The name of a vertical side, turned to the left: in its middle, or where it is longer, further down, because the legend stands above. */
export function nameUp(
  name: string,
  x: number,
  { top, bottom, below }: { readonly top: number; readonly bottom: number; readonly below: number },
): string {
  const highest = top - 8;
  const label = shorten(name, bottom + below - highest, LABEL);
  const half = textWidth(label, LABEL.size) / 2;
  const middle = Math.max((top + bottom) / 2, highest + half);
  return text(label, { transform: `translate(${x},${Math.round(2 * middle) / 2}) rotate(-90)` });
}

function marked({ ticks: all, quiet = false }: NamedScale): AxisScale['ticks'] {
  return quiet ? [] : all;
}

/** Half-pixel positions make one-pixel lines crisp. */
function pixel(position: number): number {
  return Math.round(position) + 0.5;
}
