import type { ImageShape } from '../batch.ts';

/** In place of an index: no pixel of the image, but the fill value. */
export const OUTSIDE = -1;

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
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      const inside = row !== OUTSIDE && column !== OUTSIDE;
      const source = (row * width + column) * channels;
      for (let c = 0; c < channels; c++) to[at++] = (inside ? from[source + c] : fill[c]) as number;
    }
  }
}
