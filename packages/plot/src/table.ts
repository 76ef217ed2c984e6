import { createFigure, type Figure } from './figure.ts';
import { shorten } from './fit-text.ts';
import { heading, MARGIN } from './heading.ts';
import { type TableData, type TableTexts, tableTexts } from './table-data.ts';
import { tableLines } from './terminal/table-lines.ts';
import { FONT_SIZE, text } from './text.ts';
import { textWidth } from './text-width.ts';
import { type Colors, colorsOf, type Theme } from './theme.ts';
import { element } from './xml.ts';

export interface TableOptions extends TableData {
  readonly title: string;
  /** For readers who cannot see the table; by default its size and every row. */
  readonly description?: string;
  /** @default 'light' */
  readonly theme?: Theme;
}

const ROW = 26;
const GAP = 28;
const WIDEST = 280;
const MIN_WIDTH = 280;
const SIZE = FONT_SIZE.label;

/**
 * A table as a picture, for PNG files and slides; in a report, give the same data as `table` of a section instead.
 * @throws PlotError where there is no column, or a row has not as many values as there are columns.
 */
export function table(options: TableOptions): Figure {
  const { title, rows } = options;
  const colors = colorsOf(options.theme);
  const columns = tableTexts(options, 'table');
  const widths = columns.map(columnWidth);
  const inner = widths.reduce((sum, width) => sum + width + GAP, -GAP);
  const width = Math.max(MIN_WIDTH, Math.ceil(inner) + 2 * MARGIN);
  const head = heading(title, width, colors);
  let left = MARGIN;
  const drawn = columns.map((column, index) => {
    const markup = drawColumn(column, left, widths[index] ?? 0, head.bottom, colors);
    left += (widths[index] ?? 0) + GAP;
    return markup;
  });
  const height = head.bottom + (rows.length + 1) * ROW + MARGIN;
  return createFigure({
    title,
    description: options.description ?? describeTable(columns, rows.length),
    width,
    height,
    colors,
    body: [head.markup, rules(rows.length, width, head.bottom, colors), ...drawn].join('\n'),
    terminal: (screen) => tableLines(columns, screen),
  });
}

function columnWidth({ label, texts }: TableTexts): number {
  return Math.min(
    WIDEST,
    Math.max(textWidth(label, SIZE, true), ...texts.map((one) => textWidth(one, SIZE))),
  );
}

function drawColumn(
  { label, texts, numeric }: TableTexts,
  left: number,
  width: number,
  top: number,
  colors: Colors,
) {
  const x = numeric ? left + width : left;
  const anchor = numeric ? 'end' : 'start';
  const cells = [label, ...texts].map((content, row) =>
    text(shorten(content, width + 0.5, { size: SIZE, bold: row === 0 }), {
      x,
      y: top + row * ROW + 18,
      'font-weight': row === 0 ? 'bold' : undefined,
    }),
  );
  return element('g', { fill: colors.ink, 'font-size': SIZE, 'text-anchor': anchor }, ...cells);
}

function rules(rows: number, width: number, top: number, colors: Colors): string {
  const rule = (row: number, stroke: string) =>
    element('path', { d: `M${MARGIN},${top + row * ROW + 0.5}H${width - MARGIN}`, stroke });
  const between = Array.from({ length: rows }, (_, row) =>
    rule(row + 1, row === 0 ? colors.axis : colors.grid),
  );
  return between.join('');
}

function describeTable(columns: readonly TableTexts[], rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) =>
    columns.map(({ label, texts }) => `${label} ${texts[row]}`).join(', '),
  );
  return `Table of ${rows} rows and ${columns.length} columns. ${lines.join('; ')}`.trim();
}
