import { filterLine, inputLine, outputLine, signalLine, tapLine } from './winograd-lines';

// The two-dimensional transforms of F(4x4, 3x3): along the columns into `work`, then along the rows. A tile of the input has
// 6 x 6 pixels, one of the output 4 x 4. Arrays of tiles are [36 places, rows, channels], `place` bytes from place to place.

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

/** G g G' of a packed filter: `panels` is [panel, 9 taps, depth, 8], `out` is [36 places, panel, depth, 8]. */
export function transformFilter(panels: usize, depth: i32, count: i32, out: usize, work: usize): void {
  const tap = <usize>depth << 5;
  const place = tap * <usize>count;
  for (let p = 0; p < count; p++) {
    for (let c: usize = 0; c < tap; c += VECTOR) {
      for (let j: usize = 0; j < 3; j++) filterLine(panels + c + j * tap, 3 * tap, work + j * VECTOR, LINE);
      for (let i: usize = 0; i < 6; i++) filterLine(work + i * LINE, VECTOR, out + c + 6 * i * place, place);
    }
    panels += 9 * tap;
    out += tap;
  }
}

/**
 * A' m A of one tile, plus bias, for all channels; writes those of its 4 x 4 pixels that lie within `height` x `width`. Returns
 * `check`, which turns NaN with the first result that is not finite.
 */
export function transformOutput(
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
  const rows = min(height, 4);
  const columns = min(width, 4);
  const pixels = work + 6 * LINE;
  for (let c: usize = 0; c < pixel; c += VECTOR) {
    const start = v128.load(bias + c);
    for (let j: usize = 0; j < 6; j++) outputLine(m + j * place, 6 * place, work + j * VECTOR, LINE);
    let to = y + c;
    for (let i = 0; i < rows; i++) {
      outputLine(work + <usize>i * LINE, VECTOR, pixels, VECTOR);
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
  const pixels = work + 6 * LINE;
  for (; dy < end; dy += VECTOR) {
    for (let j = 0; j < 4; j++) {
      const column = dy + <usize>j * pixel;
      const to = work + <usize>j * VECTOR;
      if (height >= 4 && width >= 4) {
        signalLine(column, dyRow, to, LINE);
        continue;
      }
      for (let i = 0; i < 4; i++) {
        const inside = i < height && j < width;
        v128.store(pixels + <usize>i * VECTOR, inside ? v128.load(column + <usize>i * dyRow) : f32x4.splat(0));
      }
      signalLine(pixels, VECTOR, to, LINE);
    }
    for (let i: usize = 0; i < 6; i++) signalLine(work + i * LINE, VECTOR, out + 6 * i * place, place);
    out += VECTOR;
  }
}

/** G' s G of the sums [36 places, rows, columns]; writes the filled columns of dw [9 taps, rows, filled]. */
export function transformSums(sums: usize, rows: i32, columns: i32, filled: i32, dw: usize, work: usize): void {
  const line = <usize>columns << 2;
  const place = <usize>rows * line;
  const dwLine = <usize>filled << 2;
  const tap = <usize>rows * dwLine;
  for (let r = 0; r < rows; r++) {
    for (let c: usize = 0; c < dwLine; c += VECTOR) {
      for (let j: usize = 0; j < 6; j++) tapLine(sums + c + j * place, 6 * place, work + j * VECTOR, LINE);
      for (let i: usize = 0; i < 3; i++) tapLine(work + i * LINE, VECTOR, dw + c + 3 * i * tap, tap);
    }
    sums += line;
    dw += dwLine;
  }
}
