import { expOfNegative4, sigmoid4 } from './hyperbolic';
import { loadLanes, storeLanes } from './lanes';

// dx = dy f'(x) for `count` floats, in one pass. f' comes from the input x or from the output y, whichever TensorFlow.js saves.
// Where it is 0 or 1 it is a factor, not a choice, if TensorFlow.js has it so: infinity times 0 is NaN.

const RELU = 0;
const RELU6 = 1;
const LEAKY = 2;
const CLIP = 3;
const ELU = 4;
const SELU = 5;
const SIGMOID = 6;
const TANH = 7;
const SOFTPLUS = 8;
const SLOPE = 9;

/** From the input or the output, whose signs agree. */
export function reluGradient(x: usize, dy: usize, dx: usize, count: i32): void {
  map(RELU, x, dy, dx, count, 0, 0);
}

export function relu6Gradient(x: usize, dy: usize, dx: usize, count: i32): void {
  map(RELU6, x, dy, dx, count, 0, 0);
}

export function leakyReluGradient(x: usize, dy: usize, dx: usize, count: i32, slope: f32): void {
  map(LEAKY, x, dy, dx, count, slope, 0);
}

export function clipGradient(x: usize, dy: usize, dx: usize, count: i32, low: f32, high: f32): void {
  map(CLIP, x, dy, dx, count, low, high);
}

/** From the output y: dy where y >= 0, else dy (y + 1). */
export function eluGradient(y: usize, dy: usize, dx: usize, count: i32): void {
  map(ELU, y, dy, dx, count, 0, 0);
}

/** From the input x: dy scale where x > 0, else dy scaleAlpha e^x. */
export function seluGradient(x: usize, dy: usize, dx: usize, count: i32, scale: f32, scaleAlpha: f32): void {
  map(SELU, x, dy, dx, count, scale, scaleAlpha);
}

/** From the output y: dy y (1 - y). */
export function sigmoidGradient(y: usize, dy: usize, dx: usize, count: i32): void {
  map(SIGMOID, y, dy, dx, count, 0, 0);
}

/** From the output y: dy (1 - y^2). */
export function tanhGradient(y: usize, dy: usize, dx: usize, count: i32): void {
  map(TANH, y, dy, dx, count, 0, 0);
}

/** From the input x: dy sigmoid(x). */
export function softplusGradient(x: usize, dy: usize, dx: usize, count: i32): void {
  map(SOFTPLUS, x, dy, dx, count, 0, 0);
}

/** The terms of the gradient of a slope that applies below 0: dy x where x <= 0, else 0. */
export function slopeTerms(x: usize, dy: usize, terms: usize, count: i32): void {
  map(SLOPE, x, dy, terms, count, 0, 0);
}

// @ts-ignore: decorator
@inline
function map(op: i32, x: usize, dy: usize, dx: usize, count: i32, p: f32, q: f32): void {
  const end = x + (<usize>count << 2);
  for (; x + 32 <= end; x += 32) {
    const first = value(op, v128.load(x), v128.load(dy), p, q);
    const second = value(op, v128.load(x, 16), v128.load(dy, 16), p, q);
    v128.store(dx, first);
    v128.store(dx, second, 16);
    dy += 32;
    dx += 32;
  }
  for (; x < end; x += 4) {
    storeLanes(false, dx, value(op, loadLanes(false, x), loadLanes(false, dy), p, q));
    dy += 4;
    dx += 4;
  }
}

// @ts-ignore: decorator
@inline
function value(op: i32, x: v128, dy: v128, p: f32, q: f32): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (op == RELU || op == RELU6) {
    let active = f32x4.gt(x, zero);
    if (op == RELU6) active = v128.and(active, f32x4.le(x, f32x4.splat(6)));
    // All ones is NaN as well.
    return f32x4.mul(dy, v128.or(v128.and(active, one), f32x4.ne(x, x)));
  }
  if (op == LEAKY) return v128.bitselect(dy, f32x4.mul(dy, f32x4.splat(p)), f32x4.gt(x, zero));
  if (op == CLIP) return v128.and(dy, v128.and(f32x4.ge(x, f32x4.splat(p)), f32x4.le(x, f32x4.splat(q))));
  if (op == ELU) return v128.bitselect(dy, f32x4.mul(dy, f32x4.add(x, one)), f32x4.ge(x, zero));
  if (op == SIGMOID) return f32x4.mul(dy, f32x4.mul(x, f32x4.sub(one, x)));
  if (op == TANH) return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(x, x)));
  if (op == SLOPE) return v128.andnot(f32x4.mul(dy, x), f32x4.gt(x, zero));
  if (op == SOFTPLUS) return f32x4.mul(dy, sigmoid4(x));
  const below = f32x4.mul(f32x4.mul(dy, f32x4.splat(q)), expOfNegative4(f32x4.pmin(x, zero)));
  return v128.bitselect(f32x4.mul(dy, f32x4.splat(p)), below, f32x4.gt(x, zero));
}
