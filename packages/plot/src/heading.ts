import { wrap } from './fit-text.ts';
import { FONT_SIZE, text } from './text.ts';
import type { Colors } from './theme.ts';

const LINE = 20;
const BELOW = 6;
/** Free space around every figure, in pixels. */
export const MARGIN = 16;

/** Markup and the pixel below it. */
export interface Block {
  readonly markup: string;
  readonly bottom: number;
}

/** The title, in at most two lines from the top left corner. The whole of it is in the SVG's title element. */
export function heading(title: string, width: number, colors: Colors): Block {
  const style = { size: FONT_SIZE.title, bold: true };
  const lines = wrap(title, width - 2 * MARGIN, 2, style);
  const markup = lines.map((line, index) =>
    text(line, {
      x: MARGIN,
      y: MARGIN + 14 + index * LINE,
      'font-size': FONT_SIZE.title,
      'font-weight': 'bold',
      fill: colors.ink,
    }),
  );
  return {
    markup: markup.join('\n'),
    bottom: lines.length === 0 ? MARGIN : MARGIN + lines.length * LINE + BELOW,
  };
}
