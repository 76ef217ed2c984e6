import type { Band } from '../surface-bands.ts';
import type { SurfaceValues } from '../surface-grid.ts';
import { pad, paint, paintOn, type Screen } from './terminal-text.ts';

/** A surface in the terminal, with paths over it. */
export interface SurfaceSketch {
  readonly grid: SurfaceValues;
  /** From the lowest to the highest. */
  readonly bands: readonly Band[];
  readonly paths: readonly {
    readonly name: string;
    readonly color: string;
    /** Shares of the way from the left and from the bottom edge. */
    readonly places: readonly (readonly [number, number])[];
  }[];
  readonly ends: { readonly x: readonly [string, string]; readonly y: readonly [string, string] };
}

const ROWS = 16;
const SHADES = ' ·░▒▓█';
const SIGNS = ['●', '■', '▲', '◆', '✚', '★', '▼'];
const LABELS = 8;

/** Shades, or colours, of the bands, with a sign at each step of a path. */
export function surfaceLines({ grid, bands, paths, ends }: SurfaceSketch, screen: Screen): readonly string[] {
  const across = screen.width - LABELS - 1;
  const signs = new Map<number, string>();
  for (const [index, { places, color }] of paths.entries()) {
    for (const [x, y] of places) {
      if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) continue;
      const at = Math.round((1 - y) * (ROWS - 1)) * across + Math.round(x * (across - 1));
      signs.set(at, paint(SIGNS[index % SIGNS.length] as string, color, screen));
    }
  }
  const cell = (row: number, column: number) => {
    const sign = signs.get(row * across + column);
    if (sign !== undefined) return sign;
    const y = Math.round(((ROWS - 1 - row) / (ROWS - 1)) * (grid.rows - 1));
    const x = Math.round((column / (across - 1)) * (grid.columns - 1));
    const value = grid.values[y * grid.columns + x] as number;
    if (!Number.isFinite(value)) return ' ';
    const band = bands.findLastIndex(({ from }) => from === undefined || value >= from.value);
    const color = bands[band]?.color ?? '#000000';
    if (screen.color) return paintOn(' ', color, color, screen);
    return SHADES[Math.round((band / Math.max(1, bands.length - 1)) * (SHADES.length - 1))] ?? ' ';
  };
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const label = row === 0 ? ends.y[1] : row === ROWS - 1 ? ends.y[0] : '';
    return `${pad(label, LABELS, 'start')} ${Array.from({ length: across }, (__, column) => cell(row, column)).join('')}`.trimEnd();
  });
  const [left, right] = ends.x;
  return [
    ...rows,
    `${' '.repeat(LABELS + 1)}${left}${pad(right, across - left.length, 'start')}`,
    ...paths.map(
      ({ name, color }, index) =>
        `${paint(SIGNS[index % SIGNS.length] as string, color, screen)} ${pad(name, screen.width - 2).trimEnd()}`,
    ),
  ];
}
