import { loadLanes, storeLanes } from './lanes';

// Operations on two tensors of the same shape, or on x and the one number at y. Each is a function of its own: V8 runs out of
// registers where several of these loops lie in one.

const LESS: i32 = 0;
const LESS_EQUAL: i32 = 1;
const GREATER: i32 = 2;
const GREATER_EQUAL: i32 = 3;
const EQUAL: i32 = 4;
const NOT_EQUAL: i32 = 5;

// @ts-ignore: decorator
@inline
function holds(operation: i32, x: v128, y: v128): v128 {
  if (operation == LESS) return f32x4.lt(x, y);
  if (operation == LESS_EQUAL) return f32x4.le(x, y);
  if (operation == GREATER) return f32x4.gt(x, y);
  if (operation == GREATER_EQUAL) return f32x4.ge(x, y);
  if (operation == EQUAL) return f32x4.eq(x, y);
  return f32x4.ne(x, y);
}

/** One byte for each number: whether x and y, or x and the one number at y, are so. */
// @ts-ignore: decorator
@inline
function compareAs(operation: i32, single: bool, x: usize, y: usize, out: usize, count: i32): void {
  const end = out + <usize>count;
  const number = v128.load32_splat(y);
  const ones = i8x16.splat(1);
  for (; out + 16 <= end; out += 16) {
    const first = holds(operation, v128.load(x), single ? number : v128.load(y));
    const second = holds(operation, v128.load(x, 16), single ? number : v128.load(y, 16));
    const third = holds(operation, v128.load(x, 32), single ? number : v128.load(y, 32));
    const fourth = holds(operation, v128.load(x, 48), single ? number : v128.load(y, 48));
    const low = i16x8.narrow_i32x4_s(first, second);
    const high = i16x8.narrow_i32x4_s(third, fourth);
    v128.store(out, v128.and(i8x16.narrow_i16x8_s(low, high), ones));
    x += 64;
    if (!single) y += 64;
  }
  for (; out < end; out++) {
    store<u8>(out, i32x4.extract_lane(holds(operation, loadLanes(false, x), loadLanes(false, y)), 0) & 1);
    x += 4;
    if (!single) y += 4;
  }
}

export function less(x: usize, y: usize, single: bool, out: usize, count: i32): void {
  if (single) compareAs(LESS, true, x, y, out, count);
  else compareAs(LESS, false, x, y, out, count);
}

export function lessEqual(x: usize, y: usize, single: bool, out: usize, count: i32): void {
  if (single) compareAs(LESS_EQUAL, true, x, y, out, count);
  else compareAs(LESS_EQUAL, false, x, y, out, count);
}

export function greater(x: usize, y: usize, single: bool, out: usize, count: i32): void {
  if (single) compareAs(GREATER, true, x, y, out, count);
  else compareAs(GREATER, false, x, y, out, count);
}

export function greaterEqual(x: usize, y: usize, single: bool, out: usize, count: i32): void {
  if (single) compareAs(GREATER_EQUAL, true, x, y, out, count);
  else compareAs(GREATER_EQUAL, false, x, y, out, count);
}

export function equal(x: usize, y: usize, single: bool, out: usize, count: i32): void {
  if (single) compareAs(EQUAL, true, x, y, out, count);
  else compareAs(EQUAL, false, x, y, out, count);
}

export function notEqual(x: usize, y: usize, single: bool, out: usize, count: i32): void {
  if (single) compareAs(NOT_EQUAL, true, x, y, out, count);
  else compareAs(NOT_EQUAL, false, x, y, out, count);
}

/** The larger of x and y, or of x and the one number at y; NaN where one of them is. */
export function maximum(x: usize, y: usize, single: bool, out: usize, count: i32): void {
  if (single) extremeAs(true, true, x, y, out, count);
  else extremeAs(true, false, x, y, out, count);
}

/** The smaller of the two. */
export function minimum(x: usize, y: usize, single: bool, out: usize, count: i32): void {
  if (single) extremeAs(false, true, x, y, out, count);
  else extremeAs(false, false, x, y, out, count);
}

// @ts-ignore: decorator
@inline
function extremeAs(larger: bool, single: bool, x: usize, y: usize, out: usize, count: i32): void {
  const end = x + (<usize>count << 2);
  const number = v128.load32_splat(y);
  for (; x + 32 <= end; x += 32) {
    const first = extremeOf(larger, v128.load(x), single ? number : v128.load(y));
    const second = extremeOf(larger, v128.load(x, 16), single ? number : v128.load(y, 16));
    v128.store(out, first);
    v128.store(out, second, 16);
    if (!single) y += 32;
    out += 32;
  }
  for (; x < end; x += 4) {
    storeLanes(false, out, extremeOf(larger, loadLanes(false, x), loadLanes(false, y)));
    if (!single) y += 4;
    out += 4;
  }
}

// @ts-ignore: decorator
@inline
function extremeOf(larger: bool, x: v128, y: v128): v128 {
  return larger ? f32x4.max(x, y) : f32x4.min(x, y);
}
