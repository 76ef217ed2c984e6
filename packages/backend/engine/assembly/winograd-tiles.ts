import {
  filterLine3,
  filterLine5,
  inputLine,
  outputLine2,
  outputLine4,
  signalLine2,
  signalLine4,
  tapLine3,
  tapLine5,
} from './winograd-lines';

// The two-dimensional transforms of F(4x4, 3x3) and F(2x2, 5x5): along the columns into `work`, then along the rows. A tile of the
// input has 6 x 6 pixels, one of the output 7 - taps of them a side. Arrays of tiles are [36 places, rows, channels], `place`
// bytes from place to place. `taps` is 3 or 5.

/** A vector, and a line of six. */
const VECTOR: usize = 16;
const LINE: usize = 96;
/** Bytes of `work`: 6 x 6 vectors, and a line. */
export const TILE_WORK: usize = 6 * LINE + LINE;

/** B' d B of one tile, for all channels; channels is a multiple of 4. */
export function transformInput(x: usize, xRow: usize, channels: i32, out: usize, place: usize, work: usize): void {
  const pixel = <usize>channels << 2;
  const end = x + pixel;
  for (; x < end; x += VECTOR) {
    for (let j: usize = 0; j < 6; j++) inputLine(x + j * pixel, xRow, work + j * VECTOR, LINE);
    for (let i: usize = 0; i < 6; i++) inputLine(work + i * LINE, VECTOR, out + 6 * i * place, place);
    out += VECTOR;
  }
}

/** G g G' of a packed filter: `panels` is [panel, taps x taps, depth, 8], `out` is [36 places, panel, depth, 8]. */
export function transformFilter(panels: usize, taps: i32, depth: i32, count: i32, out: usize, work: usize): void {
  const tap = <usize>depth << 5;
  const place = tap * <usize>count;
  for (let p = 0; p < count; p++) {
    for (let c: usize = 0; c < tap; c += VECTOR) {
      const from = panels + c;
      const to = out + c;
      if (taps == 3) {
        for (let j: usize = 0; j < 3; j++) filterLine3(from + j * tap, 3 * tap, work + j * VECTOR, LINE);
        for (let i: usize = 0; i < 6; i++) filterLine3(work + i * LINE, VECTOR, to + 6 * i * place, place);
      } else {
        for (let j: usize = 0; j < 5; j++) filterLine5(from + j * tap, 5 * tap, work + j * VECTOR, LINE);
        for (let i: usize = 0; i < 6; i++) filterLine5(work + i * LINE, VECTOR, to + 6 * i * place, place);
      }
    }
    panels += <usize>(taps * taps) * tap;
    out += tap;
  }
}

/**
 * A' m A of one tile, plus bias, for all channels; writes those of its pixels that lie within `height` x `width`. Returns
 * `check`, which turns NaN with the first result that is not finite.
 */
export function transformOutput(
  taps: i32,
  m: usize,
  place: usize,
  channels: i32,
  bias: usize,
  relu: bool,
  y: usize,
  yRow: usize,
  height: i32,
  width: i32,
  work: usize,
  check: v128,
): v128 {
  const zero = f32x4.splat(0);
  const pixel = <usize>channels << 2;
  const rows = min(height, 7 - taps);
  const columns = min(width, 7 - taps);
  const pixels = work + 6 * LINE;
  for (let c: usize = 0; c < pixel; c += VECTOR) {
    const start = v128.load(bias + c);
    for (let j: usize = 0; j < 6; j++) {
      if (taps == 3) outputLine4(m + j * place, 6 * place, work + j * VECTOR, LINE);
      else outputLine2(m + j * place, 6 * place, work + j * VECTOR, LINE);
    }
    let to = y + c;
    for (let i = 0; i < rows; i++) {
      if (taps == 3) outputLine4(work + <usize>i * LINE, VECTOR, pixels, VECTOR);
      else outputLine2(work + <usize>i * LINE, VECTOR, pixels, VECTOR);
      let column = to;
      for (let j = 0; j < columns; j++) {
        const value = f32x4.add(start, v128.load(pixels + <usize>j * VECTOR));
        check = f32x4.add(check, f32x4.mul(value, zero));
        v128.store(column, relu ? f32x4.max(value, zero) : value);
        column += pixel;
      }
      to += yRow;
    }
    m += VECTOR;
  }
  return check;
}

/** A d A' of one tile of the signal, the adjoint of `transformOutput`; pixels outside of `height` x `width` are zero. */
export function transformSignal(
  taps: i32,
  dy: usize,
  dyRow: usize,
  channels: i32,
  height: i32,
  width: i32,
  out: usize,
  place: usize,
  work: usize,
): void {
  const pixel = <usize>channels << 2;
  const end = dy + pixel;
  const side = 7 - taps;
  const whole = height >= side && width >= side;
  const pixels = work + 6 * LINE;
  for (; dy < end; dy += VECTOR) {
    for (let j = 0; j < side; j++) {
      let from = dy + <usize>j * pixel;
      let step = dyRow;
      if (!whole) {
        for (let i = 0; i < side; i++) {
          const inside = i < height && j < width;
          v128.store(pixels + <usize>i * VECTOR, inside ? v128.load(from + <usize>i * dyRow) : f32x4.splat(0));
        }
        from = pixels;
        step = VECTOR;
      }
      if (taps == 3) signalLine4(from, step, work + <usize>j * VECTOR, LINE);
      else signalLine2(from, step, work + <usize>j * VECTOR, LINE);
    }
    for (let i: usize = 0; i < 6; i++) {
      if (taps == 3) signalLine4(work + i * LINE, VECTOR, out + 6 * i * place, place);
      else signalLine2(work + i * LINE, VECTOR, out + 6 * i * place, place);
    }
    out += VECTOR;
  }
}

/** G' s G of the sums [36 places, rows, columns]; writes the filled columns of dw [taps x taps, rows, filled]. */
export function transformSums(
  taps: i32,
  sums: usize,
  rows: i32,
  columns: i32,
  filled: i32,
  dw: usize,
  work: usize,
): void {
  const line = <usize>columns << 2;
  const place = <usize>rows * line;
  const dwLine = <usize>filled << 2;
  const tap = <usize>rows * dwLine;
  for (let r = 0; r < rows; r++) {
    for (let c: usize = 0; c < dwLine; c += VECTOR) {
      const from = sums + c;
      const to = dw + c;
      if (taps == 3) {
        for (let j: usize = 0; j < 6; j++) tapLine3(from + j * place, 6 * place, work + j * VECTOR, LINE);
        for (let i: usize = 0; i < 3; i++) tapLine3(work + i * LINE, VECTOR, to + 3 * i * tap, tap);
      } else {
        for (let j: usize = 0; j < 6; j++) tapLine5(from + j * place, 6 * place, work + j * VECTOR, LINE);
        for (let i: usize = 0; i < 5; i++) tapLine5(work + i * LINE, VECTOR, to + 5 * i * tap, tap);
      }
    }
    sums += line;
    dw += dwLine;
  }
}
