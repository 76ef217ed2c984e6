import type { ColorScale } from '../color-scale.ts';
import { inkOn } from '../color-scale.ts';
import { columnsOf, cut, pad, paintOn, type Screen } from './terminal-text.ts';

/** A matrix in the terminal. */
export interface MatrixSketch {
  readonly values: readonly (readonly number[])[];
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly scale: ColorScale;
  /** Writes a value into its cell; without it a shade stands there. */
  readonly format?: ((value: number) => string) | undefined;
}

const SHADES = ['··', '░░', '▒▒', '▓▓', '██'];
const LONGEST = 16;
const MOST_ROWS = 60;

/** A row for each row of the matrix, values or shades in its cells; says how much did not fit. */
export function matrixLines(matrix: MatrixSketch, screen: Screen): readonly string[] {
  const { values, scale, format } = matrix;
  const labels = Math.min(LONGEST, Math.max(...matrix.rows.map(columnsOf)));
  const all = values.flat().filter(Number.isFinite);
  const write = format ?? ((value: number) => shade(value, scale));
  const cell = all.reduce((most, value) => Math.max(most, columnsOf(write(value))), 2);
  const gap = format === undefined ? 0 : 1;
  const shown = Math.min(matrix.columns.length, Math.floor((screen.width - labels - 1) / (cell + gap)));
  const drawnRows = values.slice(0, MOST_ROWS);
  const body = drawnRows.map((row, y) => {
    const cells = row.slice(0, shown).map((value) => {
      if (!Number.isFinite(value)) return ' '.repeat(cell + gap);
      if (screen.color && format === undefined)
        return paintOn('  ', scale.hex(value), scale.hex(value), screen);
      return paintOn(
        pad(write(value), cell + gap, 'start'),
        inkOn(scale.rgb(value)),
        scale.hex(value),
        screen,
      );
    });
    return `${pad(matrix.rows[y] ?? '', labels)} ${cells.join('')}`.trimEnd();
  });
  const heads = matrix.columns
    .slice(0, shown)
    .map((label) => pad(cut(label, cell), cell + gap, gap === 0 ? 'end' : 'start'));
  const key = format === undefined && !screen.color ? [legend(scale)] : [];
  const left = [
    ...(shown < matrix.columns.length ? [`${matrix.columns.length - shown} columns`] : []),
    ...(drawnRows.length < values.length ? [`${values.length - drawnRows.length} rows`] : []),
  ];
  return [
    `${' '.repeat(labels + 1)}${heads.join('')}`.trimEnd(),
    ...body,
    ...key,
    ...(left.length === 0 ? [] : [`${left.join(' and ')} do not fit`]),
  ];
}

function shareOf(value: number, [low, high]: readonly [number, number]): number {
  return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 1;
}

function shade(value: number, { domain }: ColorScale): string {
  return SHADES[Math.round(shareOf(value, domain) * (SHADES.length - 1))] ?? '  ';
}

function legend({ domain: [low, high] }: ColorScale): string {
  return `${Number(low.toPrecision(3))} ${SHADES.join('')} ${Number(high.toPrecision(3))}`;
}
