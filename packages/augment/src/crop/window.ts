import type { ImageShape } from '../batch.ts';

/** In place of an index: no pixel of the image, but the fill value. */
export const OUTSIDE = -1;

/** Columns that are neighbours in the source too: copied as one. */
interface Run {
  readonly at: number;
  readonly source: number;
  readonly length: number;
}

function runsOf(columns: Int32Array): readonly Run[] {
  const runs: Run[] = [];
  for (let at = 0, length = 1; at < columns.length; at += length, length = 1) {
    const source = columns[at] as number;
    while (source !== OUTSIDE && columns[at + length] === source + length) length++;
    runs.push({ at, source, length });
  }
  return runs;
}

/**
 * Copies the pixels at `rows` x `columns` of one image `[H, W, C]` into another, `[rows.length, columns.length, C]`.
 *
 * @param rows indices of rows, or OUTSIDE
 * @param columns indices of columns, or OUTSIDE
 */
export function copyWindow(
  from: Float32Array,
  to: Float32Array,
  [, width, channels]: ImageShape,
  rows: Int32Array,
  columns: Int32Array,
  fill: readonly number[],
): void {
  const runs = runsOf(columns);
  rows.forEach((row, y) => {
    for (const { at, source, length } of runs) {
      const target = (y * columns.length + at) * channels;
      const count = length * channels;
      if (row === OUTSIDE || source === OUTSIDE) {
        for (let i = 0; i < count; i++) to[target + i] = fill[i % channels] as number;
      } else {
        const first = (row * width + source) * channels;
        for (let i = 0; i < count; i++) to[target + i] = from[first + i] as number;
      }
    }
  });
}
