import { type NamedScale, type Plane, X_AXIS_HEIGHT, yAxisWidth } from './axes.ts';
import { axisScale } from './axis-scale.ts';
import { LARGEST } from './domain.ts';
import { MARGIN } from './heading.ts';
import { fitted, overhang } from './line-layout.ts';
import { PlotError } from './plot-error.ts';
import type { Interval } from './surface-grid.ts';

/** An axis of a surface. */
export interface SurfaceAxis {
  readonly label: string;
  /** First and last value, which lie on the edges of the frame. */
  readonly domain: Interval;
  /** d3-format specifier of the ticks' labels. */
  readonly format?: string;
}

export interface SurfaceRoom {
  readonly top: number;
  readonly width: number;
  /** Of the whole figure; undefined where a unit has the same length on both axes. */
  readonly height: number | undefined;
  /** Kept free on the right, for the colour bar. */
  readonly bar: number;
}

const MIN_FRAME = 60;
const MAX_FRAME = 2000;
/** Relative to the larger end: ticks between closer ends are not different numbers. */
const NARROWEST = 1e-9;

/** Places the frame so that the domains reach from edge to edge, and fits the scales to it. */
export function surfaceLayout(x: SurfaceAxis, y: SurfaceAxis, room: SurfaceRoom): Plane {
  const top = room.top + 8;
  const yTicks = (bottom: number) =>
    scaleOf(y, [bottom, top], Math.max(2, Math.min(12, Math.round((bottom - top) / 45))));
  const guess = room.height === undefined ? top + room.width * 0.7 : room.height - MARGIN - X_AXIS_HEIGHT + 6;
  const left = Math.ceil(MARGIN + yAxisWidth(yTicks(guess).ticks, y.label));
  const most = room.width - MARGIN - room.bar;
  const across = (right: number) => fitted((ticks) => scaleOf(x, [left, right], ticks), most - left);
  const right = room.bar > 0 ? most : room.width - Math.max(MARGIN, overhang(across(most), most));
  const unit = (right - left) / (x.domain[1] - x.domain[0]);
  const bottom =
    room.height === undefined ? Math.round(top + unit * (y.domain[1] - y.domain[0])) : Math.round(guess);
  if (!(right - left >= MIN_FRAME && bottom - top >= MIN_FRAME && bottom - top <= MAX_FRAME)) {
    throw new PlotError(
      `errorSurface: the surface would be ${Math.round(right - left)} x ${Math.round(bottom - top)} pixels beside title, legend and labels; ` +
        `choose another size${room.height === undefined ? ', or leave equal out' : ''}.`,
    );
  }
  return { frame: { left, right, top, bottom }, x: across(right), y: yTicks(bottom) };
}

/** Checks a domain that a caller chose. */
export function checkAxis(name: 'x' | 'y', { domain }: SurfaceAxis): void {
  const [low, high] = domain;
  const large = Math.max(Math.abs(low), Math.abs(high));
  if (!(large <= LARGEST && high - low > NARROWEST * large)) {
    throw new PlotError(
      `errorSurface: ${name}.domain is [${low}, ${high}]; give two finite numbers, the lower first.`,
    );
  }
}

function scaleOf(axis: SurfaceAxis, range: Interval, ticks: number): NamedScale {
  const { label, domain, format } = axis;
  return { ...axisScale({ kind: 'linear', domain, range, ticks, nice: false, format }), name: label };
}
