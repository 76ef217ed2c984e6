import { addOne, addTo, BLOCK, collapse } from './doubles';
import { foldOf, repeat } from './fold';
import { madd } from './madd';

/**
 * The signal at x - mean = centred: dy, or dy where the ReLU that followed was active. `rule` points to the ReLU's coefficients, factor
 * and, `stride` later, start: its input was centred factor + start. Inactive is a factor of 0, as in the gradient of ReLU alone.
 */
// @ts-ignore: decorator
@inline
export function signalAt(relu: bool, dy: v128, centred: v128, factor: v128, start: v128): v128 {
  if (!relu) return dy;
  const input = madd(centred, factor, start);
  const active = v128.and(f32x4.gt(input, f32x4.splat(0)), f32x4.splat(1));
  return f32x4.mul(dy, v128.or(active, f32x4.ne(input, input)));
}

// @ts-ignore: decorator
@inline
function addProduct(relu: bool, x: usize, dy: usize, means: usize, stride: usize, totals: usize, wide: usize, c: i32): void {
  const at = means + (<usize>c << 2);
  const centred = f32x4.sub(v128.load_zero<f32>(x), v128.load_zero<f32>(at));
  const factor = relu ? v128.load_zero<f32>(at + stride) : centred;
  const start = relu ? v128.load_zero<f32>(at + 2 * stride) : centred;
  const signal = f32x4.extract_lane(signalAt(relu, v128.load_zero<f32>(dy), centred, factor, start), 0);
  addOne(totals, c, signal);
  addOne(totals + wide, c, <f64>signal * (load<f32>(x) - load<f32>(at)));
}

/** Adds the signal, and the signal times x - mean, of at most BLOCK rows to two lines of totals. */
// @ts-ignore: decorator
@inline
function addBlock(relu: bool, x: usize, dy: usize, rows: i32, columns: i32, means: usize, totals: usize): void {
  const rowBytes = <usize>columns << 2;
  const products = totals + (rowBytes << 1);
  const zero = f32x4.splat(0);
  let c = 0;
  for (; c + 16 <= columns; c += 16) {
    const at = <usize>c << 2;
    const m = means + at;
    const f = m + rowBytes;
    const b = f + rowBytes;
    const m0 = v128.load(m);
    const m1 = v128.load(m, 16);
    const m2 = v128.load(m, 32);
    const m3 = v128.load(m, 48);
    let s0 = zero;
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    let p0 = zero;
    let p1 = zero;
    let p2 = zero;
    let p3 = zero;
    let signal = dy + at;
    let from = x + at;
    for (let r = 0; r < rows; r++) {
      const d0 = f32x4.sub(v128.load(from), m0);
      const g0 = signalAt(relu, v128.load(signal), d0, relu ? v128.load(f) : d0, relu ? v128.load(b) : d0);
      s0 = f32x4.add(s0, g0);
      p0 = madd(g0, d0, p0);
      const d1 = f32x4.sub(v128.load(from, 16), m1);
      const g1 = signalAt(relu, v128.load(signal, 16), d1, relu ? v128.load(f, 16) : d1, relu ? v128.load(b, 16) : d1);
      s1 = f32x4.add(s1, g1);
      p1 = madd(g1, d1, p1);
      const d2 = f32x4.sub(v128.load(from, 32), m2);
      const g2 = signalAt(relu, v128.load(signal, 32), d2, relu ? v128.load(f, 32) : d2, relu ? v128.load(b, 32) : d2);
      s2 = f32x4.add(s2, g2);
      p2 = madd(g2, d2, p2);
      const d3 = f32x4.sub(v128.load(from, 48), m3);
      const g3 = signalAt(relu, v128.load(signal, 48), d3, relu ? v128.load(f, 48) : d3, relu ? v128.load(b, 48) : d3);
      s3 = f32x4.add(s3, g3);
      p3 = madd(g3, d3, p3);
      signal += rowBytes;
      from += rowBytes;
    }
    const to = totals + (at << 1);
    addTo(to, s0);
    addTo(to + 32, s1);
    addTo(to + 64, s2);
    addTo(to + 96, s3);
    const toProducts = products + (at << 1);
    addTo(toProducts, p0);
    addTo(toProducts + 32, p1);
    addTo(toProducts + 64, p2);
    addTo(toProducts + 96, p3);
  }
  for (; c < columns; c++) {
    for (let r = 0; r < rows; r++) {
      const at = <usize>r * rowBytes + (<usize>c << 2);
      addProduct(relu, x + at, dy + at, means, rowBytes, totals, rowBytes << 1, c);
    }
  }
}

// @ts-ignore: decorator
@inline
function sums(relu: bool, x: usize, dy: usize, rows: i32, channels: i32, means: usize, totals: usize): void {
  const fold = foldOf(rows, channels);
  const wide = fold * channels;
  const tall = rows / fold;
  const rowBytes = <usize>wide << 2;
  const lines = relu ? 3 : 1;
  for (let i = 0; i < lines; i++) repeat(means + <usize>i * rowBytes, channels, wide);
  memory.fill(totals, 0, rowBytes << 2);
  for (let r = 0; r < tall; r += BLOCK) {
    const at = <usize>r * rowBytes;
    addBlock(relu, x + at, dy + at, min(BLOCK, tall - r), wide, means, totals);
  }
  const left = (rows - tall * fold) * channels;
  const done = <usize>tall * rowBytes;
  for (let i = 0; i < left; i++) {
    const at = done + (<usize>i << 2);
    addProduct(relu, x + at, dy + at, means, rowBytes, totals, rowBytes << 1, i);
  }
  collapse(totals, channels, wide);
  collapse(totals + (rowBytes << 1), channels, wide);
}

/**
 * The sum of dy, and that of dy (x - mean), over the rows of every channel: in double precision at `totals + 8 c`, and
 * `8 wide` bytes later, where wide is `foldOf(rows, channels) * channels`. `means` holds the mean and has room for `wide` floats.
 */
export function signalSums(x: usize, dy: usize, rows: i32, channels: i32, means: usize, totals: usize): void {
  sums(false, x, dy, rows, channels, means, totals);
}

/** The same with dy only where a ReLU was active; `means` is followed by its factor and start, `wide` floats each. */
export function activeSignalSums(x: usize, dy: usize, rows: i32, channels: i32, means: usize, totals: usize): void {
  sums(true, x, dy, rows, channels, means, totals);
}

/** out[c] = the sum of dy (x - mean) over the rows: what inference needs for the gradients of scale and variance. */
export function batchNormProducts(
  x: usize,
  dy: usize,
  rows: i32,
  channels: i32,
  mean: usize,
  out: usize,
  work: usize,
): void {
  const stride = <usize>(foldOf(rows, channels) * channels) << 2;
  memory.copy(work + 4 * stride, mean, <usize>channels << 2);
  signalSums(x, dy, rows, channels, work + 4 * stride, work);
  for (let c: usize = 0; c < <usize>channels; c++) {
    store<f32>(out + (c << 2), <f32>load<f64>(work + 2 * stride + (c << 3)));
  }
}
