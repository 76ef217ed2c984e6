import { boxOf, cellSide } from './cell-side.ts';
import { createFigure, type Figure } from './figure.ts';
import { shorten } from './fit-text.ts';
import { checkShape, type GridImage } from './grid-image.ts';
import { heading, MARGIN } from './heading.ts';
import { CELL_PADDING, drawRow, imageCell, rowHeight } from './image-cell.ts';
import { PlotError } from './plot-error.ts';
import { checkShares, type Share, shareBars, sharesHeight, sharesLayout } from './share-bars.ts';
import { barLines } from './terminal/bar-lines.ts';
import { imageLines } from './terminal/image-lines.ts';
import { cut, type Screen } from './terminal/terminal-text.ts';
import { FONT_SIZE, text } from './text.ts';
import { colorsOf, type Theme } from './theme.ts';

/** An image and what is said of it. */
export interface RankedImage extends GridImage {
  /** Drawn beside the image from top to bottom, in this order: for example its largest class probabilities. */
  readonly shares: readonly Share[];
}

export interface RankingGridOptions {
  readonly title: string;
  /** For readers who cannot see the images; by default captions and first bars. */
  readonly description?: string;
  readonly images: readonly RankedImage[];
  /** Images in a row, each with its bars. @default the number of labels, else 1 */
  readonly columns?: number;
  /** Names of the columns, for example `['original', 'adversarial']`. */
  readonly labels?: readonly string[];
  /** Pixels per image side; by default a whole multiple of the largest image's side, up to 192. */
  readonly cell?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const GAP = 12;
const COLUMN_GAP = 24;
const ROW_GAP = 16;
const LABEL = 22;
const ROOMY = 192;

/**
 * Images in rows, each with bars of shares beside it: what a classifier says of an image, or of an image and the same one attacked.
 * @throws PlotError where there is no image or bar, a share is not in [0, 1], or an image is wrong; the message names it.
 */
export function rankingGrid(options: RankingGridOptions): Figure {
  const { title, images, labels = [], columns = Math.max(1, labels.length) } = options;
  if (images.length === 0) throw new PlotError('rankingGrid: there is no image; give at least one.');
  if (!(Number.isInteger(columns) && columns > 0 && labels.length <= columns)) {
    throw new PlotError(
      `rankingGrid: columns is ${columns} with ${labels.length} labels; give a whole number from 1, and no more labels.`,
    );
  }
  for (const [index, { shares, shape }] of images.entries()) {
    checkShape(shape, `rankingGrid: image ${index}`);
    checkShares(shares, `rankingGrid: image ${index}`);
  }
  const colors = colorsOf(options.theme);
  const side = cellSide(images, options.cell, ROOMY, 'rankingGrid');
  const box = boxOf(images, side);
  const panel = sharesLayout(images.map(({ shares }) => shares));
  const cellWidth = box.width + GAP + panel.width;
  const left = MARGIN + CELL_PADDING;
  const xs = Array.from({ length: columns }, (_, column) => left + column * (cellWidth + COLUMN_GAP));
  const width = 2 * left + columns * (cellWidth + COLUMN_GAP) - COLUMN_GAP;
  const head = heading(title, width, colors);
  const named = labels.map((label, column) =>
    text(shorten(label, cellWidth, { size: FONT_SIZE.label }), {
      x: xs[column] ?? 0,
      y: head.bottom + 12,
      'font-size': FONT_SIZE.label,
      fill: colors.ink,
    }),
  );

  let y = head.bottom + CELL_PADDING + (labels.length > 0 ? LABEL : 0);
  const rows: string[] = [];
  for (let start = 0; start < images.length; start += columns) {
    const row = images.slice(start, start + columns);
    const cells = row.map((image, column) =>
      imageCell(image, box.width, `rankingGrid: image ${start + column}`),
    );
    rows.push(drawRow(cells, xs, y, box, colors));
    for (const [column, { shares }] of row.entries()) {
      rows.push(shareBars(shares, [(xs[column] ?? 0) + box.width + GAP, y], panel, colors));
    }
    const tallest = Math.max(...row.map(({ shares }) => sharesHeight(shares.length)));
    y += Math.max(rowHeight(cells, box), tallest) + ROW_GAP;
  }
  return createFigure({
    title,
    description: options.description ?? describe(images),
    width,
    height: y - ROW_GAP + MARGIN,
    colors,
    body: [head.markup, ...named, ...rows].join('\n'),
    terminal: (screen) => [
      ...labels.map((label) => cut(label, screen.width)),
      ...images.flatMap((image, index) => rankedLines(image, index, screen)),
    ],
  });
}

function rankedLines(image: RankedImage, index: number, screen: Screen): readonly string[] {
  const color = colorsOf().series[0] as string;
  const bars = image.shares.map(({ name, value }) => ({
    ...{ label: name, share: value, text: `${(100 * value).toFixed(1)} %`, color },
  }));
  return [...imageLines([image], 1, `rankingGrid: image ${index}`, screen), ...barLines(bars, screen)];
}

function describe(images: readonly RankedImage[]): string {
  const said = images.map(({ caption = 'an image', shares }) => {
    const [first] = shares;
    return `${caption}: ${first?.name} ${(100 * (first?.value ?? 0)).toFixed(1)} %`;
  });
  return `${images.length} images with bars beside them; the first bar of each: ${said.join('; ')}.`;
}
