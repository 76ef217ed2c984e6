import { loadLanes, storeLanes } from './lanes';
import { scale } from './update';

// @ts-ignore: decorator
@inline
function sgdAt(i: usize, four: bool, value: usize, gradient: usize, newValue: usize, rate: f32): void {
  const change = scale(loadLanes(four, gradient + i), -rate);
  storeLanes(four, newValue + i, f32x4.add(change, loadLanes(four, value + i)));
}

/** value - rate gradient. */
export function sgdStep(value: usize, gradient: usize, newValue: usize, count: usize, rate: f32): void {
  const end = count << 2;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) sgdAt(i, true, value, gradient, newValue, rate);
  for (; i < end; i += 4) sgdAt(i, false, value, gradient, newValue, rate);
}

// @ts-ignore: decorator
@inline
function momentumAt(
  i: usize,
  four: bool,
  value: usize,
  velocity: usize,
  gradient: usize,
  newValue: usize,
  newVelocity: usize,
  rate: f32,
  momentum: f32,
  nesterov: bool,
): void {
  const slope = loadLanes(four, gradient + i);
  const speed = f32x4.add(scale(loadLanes(four, velocity + i), momentum), slope);
  storeLanes(four, newVelocity + i, speed);
  const direction = nesterov ? f32x4.add(slope, scale(speed, momentum)) : speed;
  storeLanes(four, newValue + i, f32x4.add(scale(direction, -rate), loadLanes(four, value + i)));
}

/**
 * velocity = momentum velocity + gradient; value - rate velocity, or with `nesterov`
 * value - rate (gradient + momentum velocity).
 */
export function momentumStep(
  value: usize,
  velocity: usize,
  gradient: usize,
  newValue: usize,
  newVelocity: usize,
  count: usize,
  rate: f32,
  momentum: f32,
  nesterov: bool,
): void {
  const end = count << 2;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    momentumAt(i, true, value, velocity, gradient, newValue, newVelocity, rate, momentum, nesterov);
  }
  for (; i < end; i += 4) {
    momentumAt(i, false, value, velocity, gradient, newValue, newVelocity, rate, momentum, nesterov);
  }
}
