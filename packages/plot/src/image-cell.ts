import { type Box, fittedSize } from './cell-side.ts';
import { wrap } from './fit-text.ts';
import { type GridImage, imageBytes } from './grid-image.ts';
import { PlotError } from './plot-error.ts';
import { pngUri } from './png-uri.ts';
import { FONT_SIZE, text } from './text.ts';
import type { Colors } from './theme.ts';
import { element, escapeXml } from './xml.ts';

const BAR = 5;
const BAR_GAP = 5;
const LINE = 16;
const CAPTION_LINES = 2;
/** Width of the frame by tone: the eye finds the bad ones without colour as well. */
const FRAME = { neutral: 1, good: 2, bad: 3 };
/** How far frames and bars reach over the image. */
export const CELL_PADDING = 3;

/** An image with its caption broken into lines, and `where` it stands for errors. */
export interface Cell {
  readonly image: GridImage;
  readonly lines: readonly string[];
  readonly where: string;
}

/** Breaks the caption to `width` pixels. */
export function imageCell(image: GridImage, width: number, where: string): Cell {
  const { caption = '', tone, value } = image;
  if (value !== undefined && !(value >= 0 && value <= 1)) {
    throw new PlotError(`${where}: value is ${value}; the bar shows a share from 0 to 1.`);
  }
  const style = { size: FONT_SIZE.small, bold: tone === 'bad' };
  return { image, lines: wrap(caption, width, CAPTION_LINES, style), where };
}

/** Height of a row of cells: image, then bar, then caption. */
export function rowHeight(row: readonly Cell[], { height }: Box): number {
  const lines = Math.max(...row.map((cell) => cell.lines.length));
  return height + barHeight(row) + (lines === 0 ? 0 : lines * LINE + 4) + CELL_PADDING;
}

/** Draws a row of cells: the image of the n-th is centred in the box whose top left corner is (xs[n], y). */
export function drawRow(
  row: readonly Cell[],
  xs: readonly number[],
  y: number,
  box: Box,
  colors: Colors,
): string {
  const captionTop = y + box.height + CELL_PADDING + barHeight(row);
  return row.map((cell, index) => drawCell(cell, xs[index] ?? 0, y, captionTop, box, colors)).join('\n');
}

function drawCell(cell: Cell, x: number, y: number, captionTop: number, box: Box, colors: Colors): string {
  const { image, lines } = cell;
  const barTop = y + box.height + CELL_PADDING + 2;
  const drawn = [
    picture(cell, x, y, box, colors),
    image.value === undefined ? '' : bar(image.value, x, barTop, box.width, colors),
    ...lines.map((line, index) =>
      text(line, {
        x: x + box.width / 2,
        y: captionTop + 13 + index * LINE,
        'text-anchor': 'middle',
        'font-size': FONT_SIZE.small,
        'font-weight': image.tone === 'bad' ? 'bold' : undefined,
        fill: toneColor(image.tone, colors.muted, colors),
      }),
    ),
  ];
  const tooltip = lines.at(-1)?.endsWith('…') ? `<title>${escapeXml(image.caption ?? '')}</title>` : '';
  return element('g', {}, tooltip, ...drawn);
}

function picture({ image, where }: Cell, x: number, y: number, box: Box, colors: Colors): string {
  const href = pngUri(imageBytes(image, where), image.shape);
  const { width, height } = fittedSize(image, Math.max(box.width, box.height));
  const [left, top] = [x + (box.width - width) / 2, y + (box.height - height) / 2];
  const rim = FRAME[image.tone ?? 'neutral'];
  const frame = element('rect', {
    x: left - rim / 2,
    y: top - rim / 2,
    width: width + rim,
    height: height + rim,
    fill: 'none',
    stroke: toneColor(image.tone, colors.grid, colors),
    'stroke-width': rim,
  });
  const style = 'image-rendering:pixelated';
  return element('image', { x: left, y: top, width, height, style, href }) + frame;
}

function bar(value: number, x: number, y: number, width: number, colors: Colors): string {
  const track = element('rect', { x, y, width, height: BAR, fill: colors.grid });
  return track + element('rect', { x, y, width: width * value, height: BAR, fill: colors.series[0] });
}

function barHeight(row: readonly Cell[]): number {
  return row.some(({ image }) => image.value !== undefined) ? BAR + BAR_GAP : 0;
}

function toneColor(tone: GridImage['tone'], neutral: string, colors: Colors): string {
  return tone === 'good' || tone === 'bad' ? colors[tone] : neutral;
}
