// The two-dimensional transforms of F(4x4, 3x3) and F(4x4, 5x5), one tile of an image at a time. `taps` is 3 or 5, and a tile has
// (taps + 3) x (taps + 3) places. Arrays of tiles are [places, rows, channels], `place` bytes from place to place.
import {
  filterTile6,
  filterTile8,
  inputTile6,
  inputTile8,
  outputTile6,
  outputTile8,
  signalTile6,
  signalTile8,
  sumsTile6,
  sumsTile8,
} from './generated/winograd-kernels';

/** Rows and columns of the output in a tile. */
export const SIDE: i32 = 4;

/** In the workspace: a tile that is half transformed, the addresses of a tile's rows, and zeros for rows that do not exist. */
const ROWS: usize = 1024;
const ZEROS: usize = 1056;

export function placesOf(taps: i32): usize {
  return <usize>((taps + 3) * (taps + 3));
}

/** Zeros for rows of `pixel` bytes a pixel. */
export function prepareWork(work: usize, taps: i32, pixel: usize): void {
  memory.fill(work + ZEROS, 0, <usize>(taps + 3) * pixel);
}

/** G g G' of a packed filter: `panels` is [panel, taps x taps, depth, 8], `out` is [places, panel, depth, 8]. */
export function transformFilter(panels: usize, taps: i32, depth: i32, count: i32, out: usize, work: usize): void {
  const tap = <usize>depth << 5;
  if (taps == 3) filterTile6(panels, tap, count, out, work);
  else filterTile8(panels, tap, count, out, work);
}

/** B' d B of the tile that starts at row r and column c of an image, where there are zeros outside of it. */
// @ts-ignore: decorator
@inline
export function transformInput(
  taps: i32,
  image: usize,
  height: i32,
  width: i32,
  pixel: usize,
  r: i32,
  c: i32,
  out: usize,
  place: usize,
  work: usize,
): void {
  const across = taps + 3;
  const row = <usize>width * pixel;
  let from = image + <usize>r * row + <usize>c * pixel;
  for (let i = 0; i < across; i++) {
    const inside = r + i >= 0 && r + i < height;
    store<u32>(work + ROWS + (<usize>i << 2), inside ? from : work + ZEROS);
    from += row;
  }
  const first = min(across, max(0, -c));
  const last = max(first, min(across, width - c));
  if (taps == 3) inputTile6(work + ROWS, first, last, pixel, out, place, work);
  else inputTile8(work + ROWS, first, last, pixel, out, place, work);
}

/** A' m A plus bias, of which `rows` x `columns` pixels are written; plus what lies
 * `other` bytes behind them. Returns `check` plus the results before that. */
// @ts-ignore: decorator
@inline
export function transformOutput(
  taps: i32,
  m: usize,
  place: usize,
  bias: usize,
  relu: bool,
  y: usize,
  other: usize,
  yRow: usize,
  rows: i32,
  columns: i32,
  pixel: usize,
  work: usize,
  check: v128,
): v128 {
  if (taps == 3) return outputTile6(m, place, bias, relu, y, other, yRow, rows, min(SIDE, columns), pixel, work, check);
  return outputTile8(m, place, bias, relu, y, other, yRow, rows, min(SIDE, columns), pixel, work, check);
}

/** A d A' of a tile of the signal, of which `rows` x `columns` pixels count: the adjoint of `transformOutput`. */
// @ts-ignore: decorator
@inline
export function transformSignal(
  taps: i32,
  dy: usize,
  dyRow: usize,
  rows: i32,
  columns: i32,
  pixel: usize,
  out: usize,
  place: usize,
  work: usize,
): void {
  if (taps == 3) signalTile6(dy, dyRow, rows, min(SIDE, columns), pixel, out, place, work);
  else signalTile8(dy, dyRow, rows, min(SIDE, columns), pixel, out, place, work);
}

/** G' s G of the sums [places, rows, columns]; writes the filled columns of dw [taps x taps, rows, filled]. */
export function transformSums(
  taps: i32,
  sums: usize,
  rows: i32,
  columns: i32,
  filled: i32,
  dw: usize,
  work: usize,
): void {
  if (taps == 3) sumsTile6(sums, rows, columns, filled, dw, work);
  else sumsTile8(sums, rows, columns, filled, dw, work);
}
