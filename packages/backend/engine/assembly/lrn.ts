import { loadLanes, storeLanes } from './lanes';

// Local response normalization over channels: norm = bias + alpha (sum of x^2 over `radius` channels to both sides), and
// y = x norm^-beta. beta comes in quarters: 2, 3 or 4. A row in `work` holds what is summed, with `radius` zeros on both sides.

export function lrnWorkspace(channels: i32, radius: i32): i32 {
  return (channels + 2 * radius) << 2;
}

export function lrn(
  x: usize,
  y: usize,
  pixels: i32,
  channels: i32,
  radius: i32,
  bias: f32,
  alpha: f32,
  quarters: i32,
  work: usize,
): void {
  memory.fill(work, 0, <usize>lrnWorkspace(channels, radius));
  const bytes = <usize>channels << 2;
  const row = work + (<usize>radius << 2);
  for (; pixels > 0; pixels--) {
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) square(true, x + at, row + at);
    for (; at < bytes; at += 4) square(false, x + at, row + at);
    for (at = 0; at + 16 <= bytes; at += 16) normalize(true, x, y, at, work, radius, bias, alpha, quarters);
    for (; at < bytes; at += 4) normalize(false, x, y, at, work, radius, bias, alpha, quarters);
    x += bytes;
    y += bytes;
  }
}

/**
 * dx = dy norm^-beta - 2 alpha beta x (sum of dy y / norm over the same channels). dx may not be one of the inputs: it holds the
 * norm meanwhile.
 */
export function lrnGradient(
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
  pixels: i32,
  channels: i32,
  radius: i32,
  bias: f32,
  alpha: f32,
  quarters: i32,
  work: usize,
): void {
  memory.fill(work, 0, <usize>lrnWorkspace(channels, radius));
  const bytes = <usize>channels << 2;
  const row = work + (<usize>radius << 2);
  const factor = <f32>-0.5 * alpha * <f32>quarters;
  for (; pixels > 0; pixels--) {
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) square(true, x + at, row + at);
    for (; at < bytes; at += 4) square(false, x + at, row + at);
    for (at = 0; at + 16 <= bytes; at += 16) {
      storeLanes(true, dx + at, norm(true, work + at, radius, bias, alpha));
    }
    for (; at < bytes; at += 4) storeLanes(false, dx + at, norm(false, work + at, radius, bias, alpha));
    for (at = 0; at + 16 <= bytes; at += 16) share(true, y + at, dy + at, dx + at, row + at);
    for (; at < bytes; at += 4) share(false, y + at, dy + at, dx + at, row + at);
    for (at = 0; at + 16 <= bytes; at += 16) {
      route(true, x + at, dy + at, dx + at, work + at, radius, factor, quarters);
    }
    for (; at < bytes; at += 4) route(false, x + at, dy + at, dx + at, work + at, radius, factor, quarters);
    x += bytes;
    y += bytes;
    dy += bytes;
    dx += bytes;
  }
}

// @ts-ignore: decorator
@inline
function square(four: bool, x: usize, to: usize): void {
  const value = loadLanes(four, x);
  storeLanes(four, to, f32x4.mul(value, value));
}

/** Sum over the channels around one, of which `from` is the first. */
// @ts-ignore: decorator
@inline
function around(four: bool, from: usize, radius: i32): v128 {
  let sum = loadLanes(four, from);
  for (let k = 2 * radius; k > 0; k--) {
    from += 4;
    sum = f32x4.add(sum, loadLanes(four, from));
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function norm(four: bool, from: usize, radius: i32, bias: f32, alpha: f32): v128 {
  return f32x4.add(f32x4.splat(bias), f32x4.mul(f32x4.splat(alpha), around(four, from, radius)));
}

/** x^(quarters / 4). */
// @ts-ignore: decorator
@inline
function power(x: v128, quarters: i32): v128 {
  if (quarters == 4) return x;
  const root = f32x4.sqrt(x);
  return quarters == 2 ? root : f32x4.mul(root, f32x4.sqrt(root));
}

// @ts-ignore: decorator
@inline
function normalize(
  four: bool,
  x: usize,
  y: usize,
  at: usize,
  work: usize,
  radius: i32,
  bias: f32,
  alpha: f32,
  quarters: i32,
): void {
  const divisor = power(norm(four, work + at, radius, bias, alpha), quarters);
  storeLanes(four, y + at, f32x4.div(loadLanes(four, x + at), divisor));
}

// @ts-ignore: decorator
@inline
function share(four: bool, y: usize, dy: usize, norm: usize, to: usize): void {
  storeLanes(four, to, f32x4.div(f32x4.mul(loadLanes(four, dy), loadLanes(four, y)), loadLanes(four, norm)));
}

// @ts-ignore: decorator
@inline
function route(
  four: bool,
  x: usize,
  dy: usize,
  dx: usize,
  work: usize,
  radius: i32,
  factor: f32,
  quarters: i32,
): void {
  const direct = f32x4.div(loadLanes(four, dy), power(loadLanes(four, dx), quarters));
  const others = f32x4.mul(f32x4.mul(f32x4.splat(factor), loadLanes(four, x)), around(four, work, radius));
  storeLanes(four, dx, f32x4.add(direct, others));
}
