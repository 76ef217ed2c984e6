import { createFigure, type Figure } from './figure.ts';
import { heading, MARGIN } from './heading.ts';
import { PlotError } from './plot-error.ts';
import { colorsOf, type Theme } from './theme.ts';

export interface FigureGridOptions {
  readonly title: string;
  /** For readers who cannot see the figures; by default the title and description of each. */
  readonly description?: string;
  /** At least one, row by row, of the same theme as the grid; grids may stand in grids. */
  readonly figures: readonly Figure[];
  /** @default 2, or 1 for one figure */
  readonly columns?: number;
  /** Of the title and the space around the figures. @default 'light' */
  readonly theme?: Theme;
}

const GAP = 8;

/**
 * Several figures as one: columns as wide as their widest, rows as high as their highest, as subplots are. In a terminal they stand one below the other.
 * @throws PlotError where there is no figure, or columns is not a whole number from 1.
 */
export function figureGrid(options: FigureGridOptions): Figure {
  const { title, figures } = options;
  const columns = Math.min(options.columns ?? 2, figures.length);
  if (figures.length === 0) throw new PlotError('figureGrid: there is no figure; give at least one.');
  if (!(Number.isInteger(columns) && columns > 0)) {
    throw new PlotError(`figureGrid: columns is ${options.columns}; give a whole number from 1.`);
  }
  const colors = colorsOf(options.theme);
  const most = (side: 'width' | 'height', belongs: (index: number) => boolean) =>
    Math.max(...figures.filter((_, index) => belongs(index)).map((figure) => figure[side]));
  const rows = Math.ceil(figures.length / columns);
  const widths = sequence(columns, (column) => most('width', (index) => index % columns === column));
  const heights = sequence(rows, (row) => most('height', (index) => Math.floor(index / columns) === row));
  const width = Math.max(240, sum(widths) + (columns - 1) * GAP);
  const head = heading(title, width, colors);
  const top = head.markup === '' ? 0 : head.bottom;
  const drawn = figures.map((figure, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const x = sum(widths.slice(0, column)) + column * GAP;
    const y = top + sum(heights.slice(0, row)) + row * GAP;
    return placed(figure, x, y);
  });
  return createFigure({
    title,
    description:
      options.description ?? figures.map((one) => `${one.title}: ${one.description}`.trim()).join(' '),
    width,
    height: top + sum(heights) + (rows - 1) * GAP + (head.markup === '' ? 0 : MARGIN / 2),
    colors,
    body: [head.markup, ...drawn].filter((part) => part !== '').join('\n'),
    terminal: (screen) => figures.flatMap((figure) => ['', ...figure.toTerminal(screen).split('\n')]),
  });
}

/** An SVG inside another stands where its x and y say. */
function placed(figure: Figure, x: number, y: number): string {
  return figure.toSvg().replace('<svg ', `<svg x="${x}" y="${y}" `);
}

function sequence(length: number, of: (index: number) => number): readonly number[] {
  return Array.from({ length }, (_, index) => of(index));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
