import type { Frame } from './axes.ts';
import { inkOn } from './color-scale.ts';
import type { Heat } from './heatmap-data.ts';
import type { CellSize } from './heatmap-labels.ts';
import { pngUri } from './png-uri.ts';
import { FONT_SIZE, text } from './text.ts';
import { textWidth } from './text-width.ts';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

/** More cells are one picture: a million rectangles would be tens of megabytes. */
const MOST_RECTANGLES = 40_000;

/** The colours of all cells; those of values without one show the background. */
export function heatmapCells(heat: Heat, frame: Frame, cell: CellSize, colors: Colors): string {
  const many = heat.rows.length * heat.columns.length > MOST_RECTANGLES;
  return many ? picture(heat, frame, colors) : rectangles(heat, frame, cell);
}

/** A pixel for each cell, drawn without smoothing. */
function picture(
  { values, columns, scale }: Heat,
  { left, right, top, bottom }: Frame,
  colors: Colors,
): string {
  const width = columns.length;
  const bytes = new Uint8Array(values.length * width * 3);
  const blank = [1, 3, 5].map((at) => Number.parseInt(colors.background.slice(at, at + 2), 16));
  for (const [y, row] of values.entries()) {
    for (const [x, value] of row.entries()) {
      bytes.set(Number.isFinite(value) ? scale.rgb(value) : blank, 3 * (y * width + x));
    }
  }
  return element('image', {
    ...{ x: left, y: top, width: right - left, height: bottom - top, preserveAspectRatio: 'none' },
    ...{ style: 'image-rendering:pixelated', href: pngUri(bytes, [values.length, width, 3]) },
  });
}

/** Neighbours of one colour in a row are one rectangle; values without a colour leave a gap. */
function rectangles({ values, scale }: Heat, { left, top }: Frame, cell: CellSize): string {
  const drawn = values.flatMap((row, y) => {
    const runs: { fill: string; from: number; to: number }[] = [];
    for (const [x, value] of row.entries()) {
      if (!Number.isFinite(value)) continue;
      const fill = scale.hex(value);
      const last = runs.at(-1);
      if (last?.fill === fill && last.to === x) last.to = x + 1;
      else runs.push({ fill, from: x, to: x + 1 });
    }
    return runs.map(({ fill, from, to }) =>
      element('rect', {
        x: left + from * cell.width,
        y: top + y * cell.height,
        width: (to - from) * cell.width,
        height: cell.height,
        fill,
      }),
    );
  });
  return element('g', { 'shape-rendering': 'crispEdges' }, drawn.join(''));
}

export function cellNumbers(
  { values, scale }: Heat,
  { left, top }: Frame,
  cell: CellSize,
  write: (value: number) => string,
) {
  const drawn = values.flatMap((row, y) =>
    row.map((value, x) => {
      const label = Number.isFinite(value) ? write(value) : '';
      if (
        label === '' ||
        textWidth(label, FONT_SIZE.small) > cell.width - 2 ||
        cell.height < FONT_SIZE.small + 4
      )
        return '';
      const middle = { x: left + (x + 0.5) * cell.width, y: top + (y + 0.5) * cell.height + 4.3 };
      return text(label, { ...middle, fill: inkOn(scale.rgb(value)) });
    }),
  );
  return element('g', { 'font-size': FONT_SIZE.small, 'text-anchor': 'middle' }, drawn.join(''));
}
