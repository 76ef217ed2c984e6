import { format as formatNumber } from 'd3-format';
import type { Frame } from './axes.ts';
import { colorStrip } from './color-strip.ts';
import { createFigure, type Figure } from './figure.ts';
import { heading, MARGIN } from './heading.ts';
import { cellNumbers, heatmapCells } from './heatmap-cells.ts';
import { type Heat, type HeatmapData, heat } from './heatmap-data.ts';
import { type CellSize, columnLabels, heatmapLabels, rowLabels } from './heatmap-labels.ts';
import { numberFormat } from './number-format.ts';
import { PlotError } from './plot-error.ts';
import { remark } from './scale-key.ts';
import { matrixLines } from './terminal/matrix-lines.ts';
import { wrapped } from './terminal/terminal-text.ts';
import { colorsOf, type Theme } from './theme.ts';
import { element } from './xml.ts';

export interface HeatmapOptions extends HeatmapData {
  readonly title: string;
  /** For readers who cannot see the colours; by default the sizes, the range, and the largest value of each row. */
  readonly description?: string;
  /** Names of what the rows, the columns and the colours are. @default '' */
  readonly labels?: { readonly rows?: string; readonly columns?: string; readonly values?: string };
  /** d3-format specifier: writes the values into the cells where they have room. By default they are not written. */
  readonly format?: string;
  /** Side of a cell in pixels, 1 to 200. By default as large as a page allows, up to 36, and square unless one side has many more cells. */
  readonly cell?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const PAGE = 520;
const ROOMY = 36;
/** Cells of fewer pixels have no room for a label of their own. */
const READABLE = 16;
const MIN_WIDTH = 240;
const MIN_STRIP = 80;
/** More rows than this are not told one by one. */
const TOLD = 30;
const short = formatNumber('.3~g');

/**
 * A matrix as a grid of colours: attention between the words of two sentences, a covariance, a table of accuracies. Labels may be in any script;
 * `toPng` needs a font for those that DejaVu Sans lacks.
 * @throws PlotError where rows are not equally long, no value is finite, labels are too many or few, or domain or cell are unusable.
 */
export function heatmap(options: HeatmapOptions): Figure {
  return heatmapFigure(options, 'heatmap');
}

/** The same for other figures; `note` stands under the title. */
export function heatmapFigure(options: HeatmapOptions, where: string, note = ''): Figure {
  const { title, labels = {}, format } = options;
  const data = heat(options, where);
  const colors = colorsOf(options.theme);
  const [height, across] = [data.values.length, data.columns.length];
  const cell = cellOf(options.cell, height, across, where);
  const rows = rowLabels(data.rows, labels.rows ?? '', cell.height);
  const columns = columnLabels(data.columns, labels.columns ?? '', cell.width);
  const tall = Math.max(height * cell.height, MIN_STRIP);
  const strip = colorStrip(data.scale, labels.values ?? '', tall);
  const left = MARGIN + rows.depth;
  const width = Math.max(MIN_WIDTH, left + across * cell.width + strip.width + MARGIN);
  const head = heading(title, width, colors);
  const said = note === '' ? { markup: '', bottom: head.bottom } : remark(note, head.bottom, width, colors);
  const top = said.bottom + 4;
  const frame: Frame = { left, right: left + across * cell.width, top, bottom: top + height * cell.height };
  const below = Math.max(frame.bottom + columns.depth, top + tall);
  return createFigure({
    title,
    description: options.description ?? describe(data, labels),
    width,
    height: Math.ceil(below + MARGIN),
    colors,
    body: [
      head.markup,
      said.markup,
      heatmapCells(data, frame, cell, colors),
      format === undefined ? '' : cellNumbers(data, frame, cell, numberFormat(format)),
      element('rect', {
        ...{ x: left - 0.5, y: top - 0.5, width: frame.right - left + 1, height: frame.bottom - top + 1 },
        ...{ fill: 'none', stroke: colors.axis },
      }),
      heatmapLabels(rows, columns, frame, cell, colors),
      strip.draw({ ...frame, bottom: top + tall }, colors),
    ]
      .filter((part) => part !== '')
      .join('\n'),
    terminal: (screen) => [
      ...matrixLines({ ...data, format: format === undefined ? undefined : numberFormat(format) }, screen),
      ...wrapped(note, screen.width),
    ],
  });
}

/** The cell asked for, else the largest square that a page allows; a side of many cells does not make the other's unreadable. */
function cellOf(asked: number | undefined, height: number, across: number, where: string): CellSize {
  if (asked !== undefined) {
    if (asked >= 1 && asked <= 200) return { width: asked, height: asked };
    throw new PlotError(`${where}: cell is ${asked}; choose from 1 to 200 pixels.`);
  }
  const most = (count: number) => Math.max(1, Math.min(ROOMY, Math.floor(PAGE / count)));
  const side = most(Math.max(height, across));
  const readable = (count: number) => Math.max(side, Math.min(most(count), READABLE));
  return { width: readable(across), height: readable(height) };
}

function describe(
  { values, rows, columns, missing, extent }: Heat,
  names: HeatmapOptions['labels'] & object,
): string {
  const [height, width] = [values.length, columns.length];
  const sides = `${height} row${height === 1 ? '' : 's'}${names.rows ? ` (${names.rows})` : ''} and ${width} column${width === 1 ? '' : 's'}${names.columns ? ` (${names.columns})` : ''}`;
  const left = missing === 0 ? '' : ` ${missing} values are not finite and left out.`;
  const peaks = values.flatMap((row, y) => {
    const place = row.reduce(
      (best, value, x) => (value > (row[best] ?? Number.NaN) || !Number.isFinite(row[best]) ? x : best),
      0,
    );
    return Number.isFinite(row[place])
      ? [`${rows[y]}: ${columns[place]} (${short(row[place] as number)})`]
      : [];
  });
  const told = height > TOLD ? '' : ` Largest in each row: ${peaks.join('; ')}.`;
  return `Heatmap with ${sides}, values from ${short(extent[0])} to ${short(extent[1])}.${left}${told}`;
}
