import { foldOf, repeat } from './fold';

// Operations on x [outer, rows, columns] and y [outer, columns], which is repeated over the rows.

const ADD: i32 = 0;
const SUBTRACT: i32 = 1;
const MULTIPLY: i32 = 2;
const DIVIDE: i32 = 3;
/** y - x, y / x. */
const SUBTRACT_FROM: i32 = 4;
const DIVIDE_INTO: i32 = 5;
/** y alone. */
const REPEAT: i32 = 6;

// @ts-ignore: decorator
@inline
function four(operation: i32, x: v128, y: v128): v128 {
  if (operation == ADD) return f32x4.add(x, y);
  if (operation == SUBTRACT) return f32x4.sub(x, y);
  if (operation == MULTIPLY) return f32x4.mul(x, y);
  if (operation == DIVIDE) return f32x4.div(x, y);
  if (operation == SUBTRACT_FROM) return f32x4.sub(y, x);
  if (operation == DIVIDE_INTO) return f32x4.div(y, x);
  return y;
}

/** One row with `count` neighbouring values of y, or with y the same for all of it. */
// @ts-ignore: decorator
@inline
function row(operation: i32, same: bool, x: usize, y: usize, count: i32, out: usize): void {
  const end = x + (<usize>count << 2);
  const splat = v128.load32_splat(y);
  for (; x + 64 <= end; x += 64) {
    v128.store(out, four(operation, v128.load(x), same ? splat : v128.load(y)));
    v128.store(out, four(operation, v128.load(x, 16), same ? splat : v128.load(y, 16)), 16);
    v128.store(out, four(operation, v128.load(x, 32), same ? splat : v128.load(y, 32)), 32);
    v128.store(out, four(operation, v128.load(x, 48), same ? splat : v128.load(y, 48)), 48);
    if (!same) y += 64;
    out += 64;
  }
  for (; x < end; x += 4) {
    const value = four(operation, v128.load32_zero(x), v128.load32_zero(y));
    v128.store_lane<f32>(out, value, 0);
    if (!same) y += 4;
    out += 4;
  }
}

// @ts-ignore: decorator
@inline
function apply(operation: i32, x: usize, y: usize, outer: i32, rows: i32, columns: i32, out: usize, work: usize): void {
  if (columns == 1) {
    for (let o = 0; o < outer; o++) {
      row(operation, true, x, y, rows, out);
      x += <usize>rows << 2;
      out += <usize>rows << 2;
      y += 4;
    }
    return;
  }
  const fold = foldOf(rows, columns);
  const wide = fold * columns;
  const wideBytes = <usize>wide << 2;
  const left = (rows - (rows / fold) * fold) * columns;
  for (let o = 0; o < outer; o++) {
    let period = y;
    if (fold > 1) {
      memory.copy(work, y, <usize>columns << 2);
      repeat(work, columns, wide);
      period = work;
    }
    for (let r = rows / fold; r > 0; r--) {
      row(operation, false, x, period, wide, out);
      x += wideBytes;
      out += wideBytes;
    }
    row(operation, false, x, period, left, out);
    x += <usize>left << 2;
    out += <usize>left << 2;
    y += <usize>columns << 2;
  }
}

/** Bytes of workspace that `broadcast` needs. */
export function broadcastWorkspace(rows: i32, columns: i32): usize {
  return <usize>(foldOf(rows, columns) * columns) << 2;
}

// A function for each, because V8 spills registers where one function holds the loops of all: it took half of the speed.

/** out = x + y. */
export function broadcastAdd(x: usize, y: usize, outer: i32, rows: i32, columns: i32, out: usize, work: usize): void {
  apply(ADD, x, y, outer, rows, columns, out, work);
}

/** out = x - y. */
export function broadcastSubtract(x: usize, y: usize, outer: i32, rows: i32, columns: i32, out: usize, work: usize): void {
  apply(SUBTRACT, x, y, outer, rows, columns, out, work);
}

/** out = x y. */
export function broadcastMultiply(x: usize, y: usize, outer: i32, rows: i32, columns: i32, out: usize, work: usize): void {
  apply(MULTIPLY, x, y, outer, rows, columns, out, work);
}

/** out = x / y. */
export function broadcastDivide(x: usize, y: usize, outer: i32, rows: i32, columns: i32, out: usize, work: usize): void {
  apply(DIVIDE, x, y, outer, rows, columns, out, work);
}

/** out = y - x. */
export function broadcastSubtractFrom(x: usize, y: usize, outer: i32, rows: i32, columns: i32, out: usize, work: usize): void {
  apply(SUBTRACT_FROM, x, y, outer, rows, columns, out, work);
}

/** out = y / x. */
export function broadcastDivideInto(x: usize, y: usize, outer: i32, rows: i32, columns: i32, out: usize, work: usize): void {
  apply(DIVIDE_INTO, x, y, outer, rows, columns, out, work);
}

/** out = y, repeated. */
export function broadcastCopy(y: usize, outer: i32, rows: i32, columns: i32, out: usize, work: usize): void {
  apply(REPEAT, out, y, outer, rows, columns, out, work);
}
