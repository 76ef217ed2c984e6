import type { Frame } from './axes.ts';
import { shorten } from './fit-text.ts';
import type { Band } from './surface-bands.ts';
import { FONT_SIZE, text } from './text.ts';
import { textWidth } from './text-width.ts';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

const BEFORE = 16;
const WIDTH = 14;
const TICK = 4;
const GAP = 4;
/** Labels closer than this would touch. */
const LINE = 14;
const LABEL = { size: FONT_SIZE.small };

/** Width of a bar with its labels, and of the gap before it. */
export function colorBarWidth(bands: readonly Band[], label: string): number {
  const labels = bands.map(({ from }) => textWidth(from?.label ?? '', FONT_SIZE.small));
  const ticks = WIDTH + TICK + GAP + Math.ceil(Math.max(...labels));
  return BEFORE + Math.max(ticks, Math.min(80, Math.ceil(textWidth(label, FONT_SIZE.small))));
}

/** The bands on top of each other on the right of a frame, in steps of equal height, with the levels between them. */
export function colorBar(
  bands: readonly Band[],
  { right, top, bottom }: Frame,
  { label, opacity }: { readonly label: string; readonly opacity: number },
  colors: Colors,
): string {
  const x = right + BEFORE;
  const first = top + (label === '' ? 0 : 20);
  const step = (bottom - first) / bands.length;
  const every = Math.ceil(LINE / step);
  const steps = bands.map(({ color }, index) =>
    element('rect', { x, y: bottom - (index + 1) * step, width: WIDTH, height: step, fill: color }),
  );
  const shown = bands.map(({ from }, index) => ({ from, y: bottom - index * step }));
  const labelled = shown.filter(({ from }, index) => from !== undefined && (index - 1) % every === 0);
  const ticks = labelled.map(({ y }) => `M${x + WIDTH},${Math.round(y) + 0.5}h${TICK}`).join('');
  const labels = labelled.map(({ from, y }) =>
    text(from?.label ?? '', { x: x + WIDTH + TICK + GAP, y: y + 4.3 }),
  );
  const name = text(shorten(label, 80, LABEL), { x, y: top + 8, fill: colors.ink });
  return element(
    'g',
    { fill: colors.muted, 'font-size': FONT_SIZE.small },
    label === '' ? '' : name,
    element('g', { opacity }, ...steps),
    element('path', { d: ticks, stroke: colors.axis, fill: 'none' }),
    ...labels,
  );
}
