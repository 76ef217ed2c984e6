import { expm1OfNegative4, sigmoid4, softplus4, tanh4 } from './hyperbolic';
import { loadLanes, storeLanes } from './lanes';

// y = f(x) for `count` floats. NaN stays NaN.

const RELU = 0;
const LEAKY = 1;
const CLIP = 2;
const ELU = 3;
const SIGMOID = 4;
const TANH = 5;
const SOFTPLUS = 6;

/** max(x, 0). */
export function relu(x: usize, y: usize, count: i32): void {
  map(RELU, x, y, count, 0, 0);
}

/** x, or slope x where x < 0. */
export function leakyRelu(x: usize, y: usize, count: i32, slope: f32): void {
  map(LEAKY, x, y, count, slope, 0);
}

/** min(max(x, low), high). */
export function clip(x: usize, y: usize, count: i32, low: f32, high: f32): void {
  map(CLIP, x, y, count, low, high);
}

/** scale x, or scale alpha (e^x - 1) where x < 0. */
export function elu(x: usize, y: usize, count: i32, scale: f32, scaleAlpha: f32): void {
  map(ELU, x, y, count, scale, scaleAlpha);
}

export function sigmoid(x: usize, y: usize, count: i32): void {
  map(SIGMOID, x, y, count, 0, 0);
}

export function tanh(x: usize, y: usize, count: i32): void {
  map(TANH, x, y, count, 0, 0);
}

export function softplus(x: usize, y: usize, count: i32): void {
  map(SOFTPLUS, x, y, count, 0, 0);
}

// @ts-ignore: decorator
@inline
function map(op: i32, x: usize, y: usize, count: i32, p: f32, q: f32): void {
  const end = x + (<usize>count << 2);
  for (; x + 32 <= end; x += 32) {
    const first = value(op, v128.load(x), p, q);
    const second = value(op, v128.load(x, 16), p, q);
    v128.store(y, first);
    v128.store(y, second, 16);
    y += 32;
  }
  for (; x < end; x += 4) {
    storeLanes(false, y, value(op, loadLanes(false, x), p, q));
    y += 4;
  }
}

// @ts-ignore: decorator
@inline
function value(op: i32, x: v128, p: f32, q: f32): v128 {
  if (op == RELU) return f32x4.max(x, f32x4.splat(0));
  // In this order of operands NaN passes.
  if (op == CLIP) return f32x4.pmin(f32x4.pmax(x, f32x4.splat(p)), f32x4.splat(q));
  if (op == LEAKY) return v128.bitselect(f32x4.mul(x, f32x4.splat(p)), x, f32x4.lt(x, f32x4.splat(0)));
  if (op == SIGMOID) return sigmoid4(x);
  if (op == TANH) return tanh4(x);
  if (op == SOFTPLUS) return softplus4(x);
  const below = f32x4.mul(f32x4.splat(q), expm1OfNegative4(x));
  return v128.bitselect(f32x4.mul(f32x4.splat(p), x), below, f32x4.ge(x, f32x4.splat(0)));
}
