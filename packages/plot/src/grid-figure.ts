import { boxOf, cellSide } from './cell-side.ts';
import { createFigure, type Figure } from './figure.ts';
import { checkShape, type GridImage } from './grid-image.ts';
import { type Block, heading, MARGIN } from './heading.ts';
import { CELL_PADDING, drawRow, imageCell, rowHeight } from './image-cell.ts';
import { PlotError } from './plot-error.ts';
import { imageLines } from './terminal/image-lines.ts';
import { type Colors, colorsOf, type Theme } from './theme.ts';

/** What every figure of images in rows is made of. */
export interface GridFigure {
  readonly title: string;
  readonly description: string;
  readonly images: readonly GridImage[];
  readonly columns: number | undefined;
  /** Pixels per image side; by default a whole multiple of the largest image's side, up to `roomy`. */
  readonly cell: number | undefined;
  readonly roomy: number;
  readonly theme: Theme | undefined;
  /** Between title and images, from the pixel `top` downwards. */
  readonly key?: (top: number, width: number, colors: Colors) => Block;
  /** What an image is called in errors: the name of the figure and of its parts. */
  readonly where: readonly [figure: string, image: string];
}

const GAP = 14;
const ROW_GAP = 12;
const EDGE = MARGIN + CELL_PADDING;
const WIDTH = 560;
/** Room for a title over a grid of one column. */
const MIN_WIDTH = 280;

/** Images in rows, left to right, with their captions. */
export function gridFigure(options: GridFigure): Figure {
  const { title, description, images, where, key } = options;
  const [figure, part] = where;
  const colors = colorsOf(options.theme);
  for (const [index, { shape }] of images.entries()) checkShape(shape, `${figure}: ${part} ${index}`);
  const box = boxOf(images, cellSide(images, options.cell, options.roomy, figure));
  const columns = columnsOf(options, box.width);
  const width = Math.max(MIN_WIDTH, 2 * EDGE + columns * (box.width + GAP) - GAP);
  const head = heading(title, width, colors);
  const between = key?.(head.bottom, width, colors);
  const cells = images.map((image, index) =>
    imageCell(image, box.width + GAP - 4, `${figure}: ${part} ${index}`),
  );
  const xs = Array.from({ length: columns }, (_, column) => EDGE + column * (box.width + GAP));

  const rows: string[] = [];
  let y = (between?.bottom ?? head.bottom) + CELL_PADDING;
  for (let start = 0; start < cells.length; start += columns) {
    const row = cells.slice(start, start + columns);
    rows.push(drawRow(row, xs, y, box, colors));
    y += rowHeight(row, box) + ROW_GAP;
  }
  const above = between === undefined ? [head.markup] : [head.markup, between.markup];
  return createFigure({
    title,
    description,
    width,
    height: y - ROW_GAP + MARGIN,
    colors,
    body: [...above, ...rows].join('\n'),
    terminal: (screen) => imageLines(images, columns, `${figure}: ${part}`, screen),
  });
}

function columnsOf({ columns, images, where: [figure] }: GridFigure, width: number): number {
  if (columns === undefined) {
    const most = Math.max(1, Math.floor((WIDTH - 2 * EDGE + GAP) / (width + GAP)));
    // Rows of equal length: eight images are two rows of four, not one of seven and one of one.
    return Math.ceil(images.length / Math.ceil(images.length / most));
  }
  if (Number.isInteger(columns) && columns > 0) return Math.min(columns, images.length);
  throw new PlotError(`${figure}: columns is ${columns}; give a whole number from 1.`);
}
