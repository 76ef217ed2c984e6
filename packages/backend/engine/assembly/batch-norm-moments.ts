import { BLOCK, high, low } from './doubles';
import { foldOf } from './fold';
import { madd } from './madd';

// Mean and variance in one pass (Chan, Golub, LeVeque 1979): deviations from a pivot, the mean of the first four rows of a block,
// are summed in single precision. Because these rows are a sixteenth of the block, its squares lose at most a factor of 17 to
// cancellation, however far the four lie from the others. Blocks are merged in double precision.

/** Zero where infinite or not a number: a deviation from infinity would turn the mean, which is infinite, into NaN. */
// @ts-ignore: decorator
@inline
function finite(v: v128): v128 {
  return v128.and(v, f32x4.lt(f32x4.abs(v), f32x4.splat(Infinity)));
}

/** Merges two columns of a block into the totals over the `before` rows above it. */
// @ts-ignore: decorator
@inline
function merge(sums: usize, squares: usize, before: f64, rows: f64, pivot: v128, sum: v128, square: v128): void {
  const above = v128.load(sums);
  const shift = f64x2.div(sum, f64x2.splat(rows));
  const mean = f64x2.add(pivot, shift);
  const within = f64x2.sub(square, f64x2.mul(sum, shift));
  const apart = f64x2.sub(mean, f64x2.mul(above, f64x2.splat(before > 0 ? 1 / before : 0)));
  const between = f64x2.mul(f64x2.mul(apart, apart), f64x2.splat((before * rows) / (before + rows)));
  v128.store(sums, f64x2.add(above, f64x2.mul(mean, f64x2.splat(rows))));
  v128.store(squares, f64x2.add(v128.load(squares), f64x2.add(within, between)));
}

// @ts-ignore: decorator
@inline
function mergeFour(at: usize, wide: usize, before: f64, rows: f64, pivot: v128, sum: v128, square: v128): void {
  merge(at, at + wide, before, rows, low(pivot), low(sum), low(square));
  merge(at + 16, at + 16 + wide, before, rows, high(pivot), high(sum), high(square));
}

/** One column, of `rows` rows that lie `rowBytes` apart. */
function mergeColumn(x: usize, rows: i32, rowBytes: usize, at: usize, wide: usize, before: f64): void {
  const first = load<f32>(x);
  const pivot: f64 = isFinite(first) ? first : 0;
  let sum: f64 = 0;
  let square: f64 = 0;
  for (let r = 0; r < rows; r++) {
    const deviation = load<f32>(x) - pivot;
    sum += deviation;
    square += deviation * deviation;
    x += rowBytes;
  }
  const count = <f64>rows;
  const mean = pivot + sum / count;
  const apart = mean - (before > 0 ? load<f64>(at) / before : 0);
  store<f64>(at, load<f64>(at) + mean * count);
  const more = square - (sum * sum) / count + (apart * apart * before * count) / (before + count);
  store<f64>(at + wide, load<f64>(at + wide) + more);
}

/** Of equal rows it is exactly their value. */
// @ts-ignore: decorator
@inline
function pivotOf(x: usize, rows: i32, rowBytes: usize): v128 {
  if (rows < 4) return finite(v128.load(x));
  const first = f32x4.add(v128.load(x), v128.load(x + rowBytes));
  const second = f32x4.add(v128.load(x + 2 * rowBytes), v128.load(x + 3 * rowBytes));
  return finite(f32x4.mul(f32x4.add(first, second), f32x4.splat(0.25)));
}

function mergeBlock(x: usize, rows: i32, columns: i32, before: f64, totals: usize): void {
  const rowBytes = <usize>columns << 2;
  const wide = rowBytes << 1;
  const end = x + <usize>rows * rowBytes;
  const count = <f64>rows;
  const zero = f32x4.splat(0);
  let c = 0;
  for (; c + 16 <= columns; c += 16) {
    let from = x + (<usize>c << 2);
    const p0 = pivotOf(from, rows, rowBytes);
    const p1 = pivotOf(from + 16, rows, rowBytes);
    const p2 = pivotOf(from + 32, rows, rowBytes);
    const p3 = pivotOf(from + 48, rows, rowBytes);
    let s0 = zero;
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    let q0 = zero;
    let q1 = zero;
    let q2 = zero;
    let q3 = zero;
    for (; from < end; from += rowBytes) {
      const d0 = f32x4.sub(v128.load(from), p0);
      s0 = f32x4.add(s0, d0);
      q0 = madd(d0, d0, q0);
      const d1 = f32x4.sub(v128.load(from, 16), p1);
      s1 = f32x4.add(s1, d1);
      q1 = madd(d1, d1, q1);
      const d2 = f32x4.sub(v128.load(from, 32), p2);
      s2 = f32x4.add(s2, d2);
      q2 = madd(d2, d2, q2);
      const d3 = f32x4.sub(v128.load(from, 48), p3);
      s3 = f32x4.add(s3, d3);
      q3 = madd(d3, d3, q3);
    }
    const at = totals + (<usize>c << 3);
    mergeFour(at, wide, before, count, p0, s0, q0);
    mergeFour(at + 32, wide, before, count, p1, s1, q1);
    mergeFour(at + 64, wide, before, count, p2, s2, q2);
    mergeFour(at + 96, wide, before, count, p3, s3, q3);
  }
  for (; c < columns; c++) mergeColumn(x + (<usize>c << 2), rows, rowBytes, totals + (<usize>c << 3), wide, before);
}

/** Merges the folded columns `c + j channels` into column c, and leaves mean and variance there. */
function finishChannel(c: i32, channels: i32, wide: i32, tall: i32, left: i32, rows: i32, totals: usize): void {
  const squares = totals + (<usize>wide << 3);
  let sum: f64 = 0;
  let square: f64 = 0;
  let count: f64 = 0;
  for (let i = c; i < wide; i += channels) {
    const more = <f64>(tall + (i < left ? 1 : 0));
    if (more == 0) break;
    const own = load<f64>(totals + (<usize>i << 3));
    const apart = count > 0 ? own / more - sum / count : 0;
    square += load<f64>(squares + (<usize>i << 3)) + (apart * apart * more * count) / (more + count);
    sum += own;
    count += more;
  }
  store<f64>(totals + (<usize>c << 3), rows > 0 ? sum / rows : 0);
  store<f64>(squares + (<usize>c << 3), rows > 0 ? square / rows : 0);
}

/**
 * Mean and (population) variance of every channel of x [rows, channels], in double precision: the mean of channel c at
 * `totals + 8 c`, its variance `8 wide` bytes later, where wide is `foldOf(rows, channels) * channels`. Both are 0 without rows.
 */
export function moments(x: usize, rows: i32, channels: i32, totals: usize): void {
  const fold = foldOf(rows, channels);
  const wide = fold * channels;
  const tall = rows / fold;
  const rowBytes = <usize>wide << 2;
  memory.fill(totals, 0, rowBytes << 2);
  for (let r = 0; r < tall; r += BLOCK) {
    mergeBlock(x + <usize>r * rowBytes, min(BLOCK, tall - r), wide, <f64>r, totals);
  }
  const left = (rows - tall * fold) * channels;
  const rest = x + <usize>tall * rowBytes;
  for (let i = 0; i < left; i++) {
    mergeColumn(rest + (<usize>i << 2), 1, 0, totals + (<usize>i << 3), rowBytes << 1, <f64>tall);
  }
  for (let c = 0; c < channels; c++) finishChannel(c, channels, wide, tall, left, rows, totals);
}
