import { loadLanes, storeLanes } from './lanes';
import { scale } from './update';

// @ts-ignore: decorator
@inline
function adagradAt(
  i: usize,
  four: bool,
  value: usize,
  sum: usize,
  gradient: usize,
  newValue: usize,
  newSum: usize,
  rate: f32,
  epsilon: f32,
): void {
  const slope = loadLanes(four, gradient + i);
  const total = f32x4.add(loadLanes(four, sum + i), f32x4.mul(slope, slope));
  storeLanes(four, newSum + i, total);
  const direction = f32x4.div(slope, f32x4.sqrt(f32x4.add(total, f32x4.splat(epsilon))));
  storeLanes(four, newValue + i, f32x4.add(scale(direction, -rate), loadLanes(four, value + i)));
}

/** sum = sum + gradient^2; value - rate gradient / sqrt(sum + epsilon). */
export function adagradStep(
  value: usize,
  sum: usize,
  gradient: usize,
  newValue: usize,
  newSum: usize,
  count: usize,
  rate: f32,
  epsilon: f32,
): void {
  const end = count << 2;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    adagradAt(i, true, value, sum, gradient, newValue, newSum, rate, epsilon);
  }
  for (; i < end; i += 4) {
    adagradAt(i, false, value, sum, gradient, newValue, newSum, rate, epsilon);
  }
}
