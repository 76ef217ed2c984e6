import { type Box, boxOf, cellSide } from './cell-side.ts';
import { createFigure, type Figure } from './figure.ts';
import { shorten } from './fit-text.ts';
import { checkShape, type GridImage } from './grid-image.ts';
import { heading, MARGIN } from './heading.ts';
import { CELL_PADDING, drawRow, imageCell, rowHeight } from './image-cell.ts';
import { difference, type Perturbation, perturbationImage, whiteAt } from './perturbation.ts';
import { PlotError } from './plot-error.ts';
import { barLines } from './terminal/bar-lines.ts';
import { imageLines } from './terminal/image-lines.ts';
import { cut, type Screen } from './terminal/terminal-text.ts';
import { FONT_SIZE, text } from './text.ts';
import { type Colors, colorsOf, type Theme } from './theme.ts';
import { type TopShares, topBars, topColumns, topHeight } from './top-bars.ts';
import { element } from './xml.ts';

/** One attacked image. */
export interface AdversarialRow {
  readonly clean: GridImage;
  /** By default `adversarial` minus `clean`. */
  readonly perturbation?: Perturbation;
  readonly adversarial: GridImage;
  /** The largest class probabilities of both images, drawn as bars under them in this order. */
  readonly top?: TopShares;
}

export interface AdversarialGridOptions {
  readonly title: string;
  /** For readers who cannot see the images; by default the captions, row by row. */
  readonly description?: string;
  readonly rows: readonly AdversarialRow[];
  /** The difference drawn as white (and its negative as black); differences beyond it saturate. Greater than 0. */
  readonly eps?: number;
  /** Instead of `eps`: how many times the difference is drawn, around grey; what leaves [0, 1] saturates. Greater than 0. */
  readonly amplify?: number;
  /** Names of the columns. @default ['original', 'perturbation ±eps' (or 'perturbation × amplify'), 'adversarial'] */
  readonly labels?: readonly [string, string, string];
  /** Pixels per image side; by default a whole multiple of the images' side, up to 128. */
  readonly cell?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const GAP = 40;
const ROW_GAP = 14;
const LABEL = 22;
/** How far bars reach over their image on both sides. */
const WIDER = 8;
const ROOMY = 128;

/**
 * Original + perturbation = adversarial, one attacked image per row, as in Goodfellow et al. (2015), figure 1.
 * @throws PlotError where there is no row, eps is not positive, or an image is wrong; the message names row and column.
 */
export function adversarialGrid(options: AdversarialGridOptions): Figure {
  const { title, rows, amplify } = options;
  if (rows.length === 0) throw new PlotError('adversarialGrid: there is no row; give at least one.');
  const eps = whiteAt(options);
  const colors = colorsOf(options.theme);
  const images = rows.map((row, index) => imagesOf(row, eps, `adversarialGrid: row ${index}`));
  const box = boxOf(images.flat(), cellSide(images.flat(), options.cell, ROOMY, 'adversarialGrid'));
  const xs = [0, 1, 2].map((column) => MARGIN + CELL_PADDING + column * (box.width + GAP));
  const width = 2 * (MARGIN + CELL_PADDING) + 3 * box.width + 2 * GAP;
  const head = heading(title, width, colors);
  const size = amplify === undefined ? `±${short(eps)}` : `× ${short(amplify)}`;
  const labels = options.labels ?? ['original', `perturbation ${size}`, 'adversarial'];
  const room = box.width + 2 * MARGIN - 4;

  let y = head.bottom + LABEL + CELL_PADDING;
  const drawn = images.map((row, index) => {
    const cells = row.map((image, column) =>
      imageCell(image, room, `adversarialGrid: row ${index}, ${labels[column]}`),
    );
    const markup = [drawRow(cells, xs, y, box, colors), signs(xs, y, box, colors)];
    y += rowHeight(cells, box);
    const tops = topColumns(rows[index]?.top, `adversarialGrid: row ${index}`);
    for (const [column, shares] of tops.entries()) {
      markup.push(topBars(shares, [(xs[column] ?? 0) - WIDER, y + 4, box.width + 2 * WIDER], colors));
    }
    y += topHeight(Math.max(...tops.map(({ length }) => length))) + ROW_GAP;
    return markup.filter((part) => part !== '').join('\n');
  });
  return createFigure({
    title,
    description:
      options.description ?? describeRows(rows, amplify === undefined ? `at most ${eps}` : `drawn ${size}`),
    width,
    height: y - ROW_GAP + MARGIN,
    colors,
    body: [head.markup, columnLabels(labels, xs, head.bottom + 12, box, colors), ...drawn].join('\n'),
    terminal: (screen) => [
      cut(labels.join(' | '), screen.width),
      ...imageLines(images.flat(), 3, 'adversarialGrid: image', screen),
      ...rows.flatMap(({ top }) => topLines(top, screen)),
    ],
  });
}

function short(value: number): number {
  return Number(value.toPrecision(3));
}

function imagesOf({ clean, perturbation, adversarial }: AdversarialRow, eps: number, where: string) {
  checkShape(clean.shape, `${where}, original`);
  checkShape(adversarial.shape, `${where}, adversarial`);
  const delta = perturbation ?? difference(clean, adversarial, where);
  return [clean, perturbationImage(delta, eps, `${where}, perturbation`), adversarial];
}

function columnLabels(labels: readonly string[], xs: readonly number[], y: number, box: Box, colors: Colors) {
  const style = { 'text-anchor': 'middle', 'font-size': FONT_SIZE.small, fill: colors.ink };
  const drawn = labels.map((label, column) =>
    text(shorten(label, box.width + GAP - 4, { size: FONT_SIZE.small }), {
      x: (xs[column] ?? 0) + box.width / 2,
      y,
    }),
  );
  return element('g', style, ...drawn);
}

function signs(xs: readonly number[], y: number, box: Box, colors: Colors): string {
  const style = { 'text-anchor': 'middle', 'font-size': 22, fill: colors.muted };
  const drawn = ['+', '='].map((sign, column) =>
    text(sign, { x: (xs[column] ?? 0) + box.width + GAP / 2, y: y + box.height / 2 + 8 }),
  );
  return element('g', style, ...drawn);
}

function describeRows(rows: readonly AdversarialRow[], size: string): string {
  const captions = rows.map(
    ({ clean, adversarial, top }) =>
      `${clean.caption ?? top?.clean[0]?.name ?? 'no caption'} becomes ${adversarial.caption ?? top?.adversarial[0]?.name ?? 'no caption'}`,
  );
  return `Original, perturbation (${size}) and adversarial image in ${rows.length} rows: ${captions.join('; ')}.`;
}

function topLines(top: TopShares | undefined, screen: Screen): readonly string[] {
  if (top === undefined) return [];
  const color = colorsOf().series[0] as string;
  const bars = (shares: TopShares['clean']) =>
    barLines(
      shares.map(({ name, value }) => ({
        label: name,
        share: value,
        text: `${(100 * value).toFixed(1)}%`,
        color,
      })),
      screen,
    );
  return ['original', ...bars(top.clean), 'adversarial', ...bars(top.adversarial)];
}
