import { loadLanes, storeLanes } from './lanes';

// What a pooling does with one window, whose places lie at the `covered` byte offsets. y is one pixel of the pooled image; x and dx
// point to the first place of the window; `lane` is the byte offset of the channels.

export const MAX = 0;
export const MAX_INT = 1;
export const AVERAGE = 2;
export const FIRST_GRADIENT = 3;
export const LAST_GRADIENT = 4;
export const AVERAGE_GRADIENT = 5;
export const SUM = 6;

// @ts-ignore: decorator
@inline
export function isArgmax(kind: i32): bool {
  return kind == FIRST_GRADIENT || kind == LAST_GRADIENT;
}

// @ts-ignore: decorator
@inline
export function isGradient(kind: i32): bool {
  return isArgmax(kind) || kind == AVERAGE_GRADIENT;
}

/** Eight channels of a maximum, a sum or a mean, or of the gradient of a mean: two vectors hide each other's latency. */
// @ts-ignore: decorator
@inline
export function poolEight(
  kind: i32,
  x: usize,
  y: usize,
  dx: usize,
  offsets: usize,
  covered: i32,
  divisor: f32,
  lane: usize,
): void {
  x += lane;
  y += lane;
  dx += lane;
  const end = offsets + (<usize>covered << 2);
  if (kind == AVERAGE_GRADIENT) {
    const low = f32x4.div(v128.load(y), f32x4.splat(divisor));
    const high = f32x4.div(v128.load(y, 16), f32x4.splat(divisor));
    for (; offsets < end; offsets += 4) {
      const at = dx + load<u32>(offsets);
      v128.store(at, f32x4.add(v128.load(at), low));
      v128.store(at, f32x4.add(v128.load(at, 16), high), 16);
    }
    return;
  }
  let low = f32x4.splat(kind == MAX ? -Infinity : 0);
  let high = low;
  for (; offsets < end; offsets += 4) {
    const at = x + load<u32>(offsets);
    low = kind == MAX ? f32x4.pmax(low, v128.load(at)) : f32x4.add(low, v128.load(at));
    high = kind == MAX ? f32x4.pmax(high, v128.load(at, 16)) : f32x4.add(high, v128.load(at, 16));
  }
  v128.store(y, kind == AVERAGE ? f32x4.div(low, f32x4.splat(divisor)) : low);
  v128.store(y, kind == AVERAGE ? f32x4.div(high, f32x4.splat(divisor)) : high, 16);
}

/** Four channels or one of any kind. */
// @ts-ignore: decorator
@inline
export function poolLanes(
  kind: i32,
  four: bool,
  x: usize,
  y: usize,
  dx: usize,
  offsets: usize,
  covered: i32,
  divisor: f32,
  lane: usize,
): void {
  x += lane;
  y += lane;
  dx += lane;
  const end = offsets + (<usize>covered << 2);
  if (kind == MAX) {
    let best = f32x4.splat(-Infinity);
    for (; offsets < end; offsets += 4) best = f32x4.pmax(best, loadLanes(four, x + load<u32>(offsets)));
    storeLanes(four, y, best);
  } else if (kind == MAX_INT) {
    let best = i32x4.splat(covered > 0 ? i32.MIN_VALUE : 0);
    for (; offsets < end; offsets += 4) best = i32x4.max_s(best, loadLanes(four, x + load<u32>(offsets)));
    storeLanes(four, y, best);
  } else if (kind == AVERAGE || kind == SUM) {
    let sum = f32x4.splat(0);
    for (; offsets < end; offsets += 4) sum = f32x4.add(sum, loadLanes(four, x + load<u32>(offsets)));
    storeLanes(four, y, kind == SUM ? sum : f32x4.div(sum, f32x4.splat(divisor)));
  } else if (kind == AVERAGE_GRADIENT) {
    const signal = f32x4.div(loadLanes(four, y), f32x4.splat(divisor));
    for (; offsets < end; offsets += 4) {
      const at = dx + load<u32>(offsets);
      storeLanes(four, at, f32x4.add(loadLanes(four, at), signal));
    }
  } else {
    let best = f32x4.splat(-Infinity);
    let place = i32x4.splat(-1);
    for (; offsets < end; offsets += 4) {
      const value = loadLanes(four, x + load<u32>(offsets));
      const better = kind == LAST_GRADIENT ? f32x4.ge(value, best) : f32x4.gt(value, best);
      place = v128.bitselect(v128.load32_splat(offsets), place, better);
      best = f32x4.pmax(best, value);
    }
    addTo(dx, i32x4.extract_lane(place, 0), load<f32>(y));
    if (four) {
      addTo(dx + 4, i32x4.extract_lane(place, 1), load<f32>(y, 4));
      addTo(dx + 8, i32x4.extract_lane(place, 2), load<f32>(y, 8));
      addTo(dx + 12, i32x4.extract_lane(place, 3), load<f32>(y, 12));
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(dx: usize, offset: i32, value: f32): void {
  if (offset < 0) return;
  const at = dx + <usize>offset;
  store<f32>(at, load<f32>(at) + value);
}
