import { format } from 'd3-format';
import type { ColorScale } from './color-scale.ts';
import { wrap } from './fit-text.ts';
import { type Block, MARGIN } from './heading.ts';
import { FONT_SIZE, text } from './text.ts';
import { textWidth } from './text-width.ts';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

const WIDTH = 128;
const HEIGHT = 10;
const STEP = 4;
const GAP = 6;
const BELOW = 10;
const number = format('.3~g');

/** A row with the colours of a scale between its first and its last value. */
export function scaleKey({ domain: [low, high], hex }: ColorScale, top: number, colors: Colors): Block {
  const style = { y: top + 10, 'font-size': FONT_SIZE.small, fill: colors.muted };
  const left = MARGIN + textWidth(number(low), FONT_SIZE.small) + GAP;
  const steps = Array.from({ length: WIDTH / STEP }, (_, index) => {
    const share = (index + 0.5) / (WIDTH / STEP);
    const fill = hex(low * (1 - share) + high * share);
    return element('rect', { x: left + index * STEP, y: top + 1, width: STEP, height: HEIGHT, fill });
  });
  const ends = [
    text(number(low), { x: MARGIN, ...style }),
    text(number(high), { x: left + WIDTH + GAP, ...style }),
  ];
  return {
    markup: element('g', { 'shape-rendering': 'crispEdges' }, ...steps) + ends.join(''),
    bottom: top + 12 + BELOW,
  };
}

/** A remark in the place of the colours, in at most two lines. */
export function remark(words: string, top: number, width: number, colors: Colors): Block {
  const lines = wrap(words, width - 2 * MARGIN, 2, { size: FONT_SIZE.small });
  const markup = lines.map((line, index) =>
    text(line, { x: MARGIN, y: top + 10 + index * 16, 'font-size': FONT_SIZE.small, fill: colors.muted }),
  );
  return { markup: markup.join('\n'), bottom: top + lines.length * 16 + BELOW };
}
