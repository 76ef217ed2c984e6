import { boxOf, cellSide } from './cell-side.ts';
import { createFigure, type Figure } from './figure.ts';
import type { GridImage } from './grid-image.ts';
import { heading, MARGIN } from './heading.ts';
import { CELL_PADDING, drawRow, imageCell, rowHeight } from './image-cell.ts';
import { PlotError } from './plot-error.ts';
import { colorsOf, type Theme } from './theme.ts';

export interface ImageGridOptions {
  readonly title: string;
  /** For readers who cannot see the images; by default their number and captions. */
  readonly description?: string;
  readonly images: readonly GridImage[];
  /** By default as many as fit into 560 pixels. */
  readonly columns?: number;
  /** Pixels per image side; by default a whole multiple of the largest image's side, up to 96. */
  readonly cell?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const GAP = 14;
const ROW_GAP = 12;
const EDGE = MARGIN + CELL_PADDING;
const WIDTH = 560;
/** Room for a title over a grid of one column. */
const MIN_WIDTH = 280;
const ROOMY = 96;

/**
 * Images in rows, left to right, with their captions. Images are embedded losslessly and drawn without smoothing.
 * @throws PlotError where there is no image, or an image's shape, values or bar are wrong; the message names it.
 */
export function imageGrid(options: ImageGridOptions): Figure {
  const { title, images } = options;
  if (images.length === 0) throw new PlotError('imageGrid: there is no image; give at least one.');
  const colors = colorsOf(options.theme);
  const side = cellSide(images, options.cell, ROOMY, 'imageGrid');
  const box = boxOf(images, side);
  const columns = columnsOf(options, box.width);
  const width = Math.max(MIN_WIDTH, 2 * EDGE + columns * (box.width + GAP) - GAP);
  const head = heading(title, width, colors);
  const cells = images.map((image, index) =>
    imageCell(image, box.width + GAP - 4, `imageGrid: image ${index}`),
  );
  const xs = Array.from({ length: columns }, (_, column) => EDGE + column * (box.width + GAP));

  const rows: string[] = [];
  let y = head.bottom + CELL_PADDING;
  for (let start = 0; start < cells.length; start += columns) {
    const row = cells.slice(start, start + columns);
    rows.push(drawRow(row, xs, y, box, colors));
    y += rowHeight(row, box) + ROW_GAP;
  }
  return createFigure({
    title,
    description: options.description ?? describeImages(images),
    width,
    height: y - ROW_GAP + MARGIN,
    colors,
    body: [head.markup, ...rows].join('\n'),
  });
}

function columnsOf({ columns, images }: ImageGridOptions, width: number): number {
  if (columns === undefined) {
    return Math.min(images.length, Math.max(1, Math.floor((WIDTH - 2 * EDGE + GAP) / (width + GAP))));
  }
  if (Number.isInteger(columns) && columns > 0) return Math.min(columns, images.length);
  throw new PlotError(`imageGrid: columns is ${columns}; give a whole number from 1.`);
}

function describeImages(images: readonly GridImage[]): string {
  const captions = images.map(({ caption = '' }) => caption).filter((caption) => caption !== '');
  const written = captions.length === 0 ? '' : ` Captions: ${captions.join('; ')}.`;
  return `${images.length === 1 ? 'One image' : `Grid of ${images.length} images`}.${written}`;
}
