import { addOne, addTo, BLOCK, collapse } from './doubles';
import { foldOf } from './fold';

/** Bytes of workspace that `sumRows` needs. */
export function sumWorkspace(rows: i32, columns: i32): usize {
  return <usize>(foldOf(rows, columns) * columns) << 3;
}

/** Adds the columns of at most BLOCK rows to the totals. */
function sumBlock(x: usize, rows: i32, columns: i32, totals: usize): void {
  const rowBytes = <usize>columns << 2;
  const end = x + <usize>rows * rowBytes;
  let c = 0;
  for (; c + 16 <= columns; c += 16) {
    let a = f32x4.splat(0);
    let b = a;
    let d = a;
    let e = a;
    for (let from = x + (<usize>c << 2); from < end; from += rowBytes) {
      a = f32x4.add(a, v128.load(from));
      b = f32x4.add(b, v128.load(from, 16));
      d = f32x4.add(d, v128.load(from, 32));
      e = f32x4.add(e, v128.load(from, 48));
    }
    const to = totals + (<usize>c << 3);
    addTo(to, a);
    addTo(to + 32, b);
    addTo(to + 64, d);
    addTo(to + 96, e);
  }
  for (; c < columns; c++) {
    let sum: f32 = 0;
    for (let from = x + (<usize>c << 2); from < end; from += rowBytes) sum += load<f32>(from);
    addOne(totals, c, sum);
  }
}

/** out[c] = totals[c] / divisor. */
function finish(totals: usize, columns: i32, divisor: f64, out: usize): void {
  const by = f64x2.splat(divisor);
  let c = 0;
  for (; c + 4 <= columns; c += 4) {
    const from = totals + (<usize>c << 3);
    const first = f32x4.demote_f64x2_zero(f64x2.div(v128.load(from), by));
    const second = f32x4.demote_f64x2_zero(f64x2.div(v128.load(from, 16), by));
    v128.store(out + (<usize>c << 2), v128.shuffle<f64>(first, second, 0, 2));
  }
  for (; c < columns; c++) store<f32>(out + (<usize>c << 2), <f32>(load<f64>(totals + (<usize>c << 3)) / divisor));
}

/** x [outer, rows, columns] -> out [outer, columns]: sums over the rows, divided. Workspace: `sumWorkspace(rows, columns)`. */
export function sumRows(x: usize, outer: i32, rows: i32, columns: i32, divisor: f64, out: usize, totals: usize): void {
  const fold = foldOf(rows, columns);
  const wide = fold * columns;
  const tall = rows / fold;
  const wideBytes = <usize>wide << 2;
  const left = (rows - tall * fold) * columns;
  for (let o = 0; o < outer; o++) {
    memory.fill(totals, 0, <usize>wide << 3);
    for (let r = 0; r < tall; r += BLOCK) {
      const height = min(BLOCK, tall - r);
      sumBlock(x, height, wide, totals);
      x += <usize>height * wideBytes;
    }
    for (let i = 0; i < left; i++) addOne(totals, i, load<f32>(x + (<usize>i << 2)));
    x += <usize>left << 2;
    collapse(totals, columns, wide);
    finish(totals, columns, divisor, out);
    out += <usize>columns << 2;
  }
}

/** The sum of neighbours. */
// @ts-ignore: decorator
@inline
function sumRun(x: usize, count: i32): f64 {
  let total: f64 = 0;
  const end = x + (<usize>count << 2);
  while (x + 64 <= end) {
    const stop = min(end, x + BLOCK * 64) - 63;
    let a = v128.load(x);
    let b = v128.load(x, 16);
    let c = v128.load(x, 32);
    let d = v128.load(x, 48);
    for (x += 64; x < stop; x += 64) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
      c = f32x4.add(c, v128.load(x, 32));
      d = f32x4.add(d, v128.load(x, 48));
    }
    a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
    const pairs = f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(v128.shuffle<f64>(a, a, 1, 1)));
    total += f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
  }
  for (; x < end; x += 4) total += load<f32>(x);
  return total;
}

/** x [outer, count] -> out [outer]: sums over the last axis, divided. */
export function sumLast(x: usize, outer: i32, count: i32, divisor: f64, out: usize): void {
  for (let o = 0; o < outer; o++) {
    store<f32>(out, <f32>(sumRun(x, count) / divisor));
    x += <usize>count << 2;
    out += 4;
  }
}
