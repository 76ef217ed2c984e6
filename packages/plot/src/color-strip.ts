import { format } from 'd3-format';
import type { Frame } from './axes.ts';
import { axisScale } from './axis-scale.ts';
import type { ColorScale } from './color-scale.ts';
import { isWide } from './domain.ts';
import { shorten } from './fit-text.ts';
import { FONT_SIZE, text } from './text.ts';
import { textWidth } from './text-width.ts';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

const BEFORE = 16;
const WIDTH = 14;
const TICK = 4;
const GAP = 4;
const STEPS = 64;
const NAME = 20;
const number = format('.4~g');
const LABEL = { size: FONT_SIZE.small };

export interface ColorStrip {
  /** With the gap before it and the labels behind it. */
  readonly width: number;
  draw(frame: Frame, colors: Colors): string;
}

/** All colours of a scale from bottom to top on the right of a frame, with ticks. */
export function colorStrip(scale: ColorScale, label: string, height: number): ColorStrip {
  const [low, high] = scale.domain;
  const range = [0, height - (label === '' ? 0 : NAME)] as const;
  const count = Math.max(2, Math.round(range[1] / 40));
  const axis = isWide(low, high)
    ? axisScale({ kind: 'linear', domain: [low, high], range, ticks: count, nice: false })
    : { at: () => range[1] / 2, ticks: [{ value: low, label: number(low) }] };
  const { ticks } = axis;
  const widest = Math.max(0, ...ticks.map((tick) => textWidth(tick.label, FONT_SIZE.small)));
  const width = Math.ceil(
    BEFORE + Math.max(WIDTH + TICK + GAP + widest, Math.min(90, textWidth(label, FONT_SIZE.small))),
  );
  const draw = ({ right, bottom }: Frame, colors: Colors) => {
    const x = right + BEFORE;
    const step = range[1] / STEPS;
    const steps = Array.from({ length: STEPS }, (_, index) => {
      const share = (index + 0.5) / STEPS;
      const fill = scale.hex(low * (1 - share) + high * share);
      return element('rect', { x, y: bottom - (index + 1) * step, width: WIDTH, height: step + 0.05, fill });
    });
    const marks = ticks.map(
      ({ value }) => `M${x + WIDTH},${Math.round(bottom - axis.at(value)) + 0.5}h${TICK}`,
    );
    const numbers = ticks.map(({ value, label: written }) =>
      text(written, { x: x + WIDTH + TICK + GAP, y: bottom - axis.at(value) + 4.3 }),
    );
    const name = text(shorten(label, 90, LABEL), { x, y: bottom - height + 8, fill: colors.ink });
    return element(
      'g',
      { fill: colors.muted, 'font-size': FONT_SIZE.small },
      label === '' ? '' : name,
      element('g', { 'shape-rendering': 'crispEdges' }, ...steps),
      element('path', { d: marks.join(''), stroke: colors.axis, fill: 'none' }),
      ...numbers,
    );
  };
  return { width, draw };
}
