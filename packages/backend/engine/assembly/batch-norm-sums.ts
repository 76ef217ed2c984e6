import { addOne, addTo, BLOCK, collapse } from './doubles';
import { foldOf, repeat } from './fold';
import { madd } from './madd';

// @ts-ignore: decorator
@inline
function addProduct(x: usize, dy: usize, mean: f32, totals: usize, products: usize, c: i32): void {
  const signal = load<f32>(dy);
  addOne(totals, c, signal);
  addOne(products, c, <f64>signal * (load<f32>(x) - mean));
}

/** Adds dy, and dy (x - mean), of at most BLOCK rows to two lines of totals. */
function addBlock(x: usize, dy: usize, rows: i32, columns: i32, mean: usize, totals: usize): void {
  const rowBytes = <usize>columns << 2;
  const products = totals + (rowBytes << 1);
  const zero = f32x4.splat(0);
  let c = 0;
  for (; c + 16 <= columns; c += 16) {
    const at = <usize>c << 2;
    const m0 = v128.load(mean + at);
    const m1 = v128.load(mean + at, 16);
    const m2 = v128.load(mean + at, 32);
    const m3 = v128.load(mean + at, 48);
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
      const g0 = v128.load(signal);
      s0 = f32x4.add(s0, g0);
      p0 = madd(g0, f32x4.sub(v128.load(from), m0), p0);
      const g1 = v128.load(signal, 16);
      s1 = f32x4.add(s1, g1);
      p1 = madd(g1, f32x4.sub(v128.load(from, 16), m1), p1);
      const g2 = v128.load(signal, 32);
      s2 = f32x4.add(s2, g2);
      p2 = madd(g2, f32x4.sub(v128.load(from, 32), m2), p2);
      const g3 = v128.load(signal, 48);
      s3 = f32x4.add(s3, g3);
      p3 = madd(g3, f32x4.sub(v128.load(from, 48), m3), p3);
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
      addProduct(x + at, dy + at, load<f32>(mean + (<usize>c << 2)), totals, products, c);
    }
  }
}

/**
 * The sum of dy, and that of dy (x - mean), over the rows of every channel: in double precision at `totals + 8 c`, and
 * `8 wide` bytes later, where wide is `foldOf(rows, channels) * channels`. `means` holds the mean and has room for `wide` floats.
 */
export function signalSums(x: usize, dy: usize, rows: i32, channels: i32, means: usize, totals: usize): void {
  const fold = foldOf(rows, channels);
  const wide = fold * channels;
  const tall = rows / fold;
  const rowBytes = <usize>wide << 2;
  const products = totals + (rowBytes << 1);
  repeat(means, channels, wide);
  memory.fill(totals, 0, rowBytes << 2);
  for (let r = 0; r < tall; r += BLOCK) {
    const at = <usize>r * rowBytes;
    addBlock(x + at, dy + at, min(BLOCK, tall - r), wide, means, totals);
  }
  const left = (rows - tall * fold) * channels;
  const done = <usize>tall * rowBytes;
  for (let i = 0; i < left; i++) {
    const at = <usize>i << 2;
    addProduct(x + done + at, dy + done + at, load<f32>(means + at), totals, products, i);
  }
  collapse(totals, channels, wide);
  collapse(products, channels, wide);
}
