import { loadLanes, storeLanes } from './lanes';
import { decayed, scale } from './update';

// @ts-ignore: decorator
@inline
function rmsPropAt(
  i: usize,
  four: bool,
  value: usize,
  square: usize,
  velocity: usize,
  mean: usize,
  gradient: usize,
  newValue: usize,
  newSquare: usize,
  newVelocity: usize,
  newMean: usize,
  innerRate: f32,
  outerRate: f32,
  decay: f32,
  rest: f32,
  momentum: f32,
  innerEpsilon: f32,
  outerEpsilon: f32,
): void {
  const slope = loadLanes(four, gradient + i);
  const s = decayed(loadLanes(four, square + i), decay, f32x4.mul(slope, slope), rest);
  storeLanes(four, newSquare + i, s);
  let spread: v128;
  if (mean) {
    const m = decayed(loadLanes(four, mean + i), decay, slope, rest);
    storeLanes(four, newMean + i, m);
    spread = f32x4.sub(s, f32x4.add(f32x4.mul(m, m), f32x4.splat(innerEpsilon)));
  } else {
    spread = f32x4.add(s, f32x4.splat(innerEpsilon));
  }
  spread = f32x4.add(f32x4.sqrt(spread), f32x4.splat(outerEpsilon));
  let speed = f32x4.div(scale(slope, innerRate), spread);
  if (velocity) {
    speed = f32x4.add(scale(loadLanes(four, velocity + i), momentum), speed);
    storeLanes(four, newVelocity + i, speed);
  }
  storeLanes(four, newValue + i, f32x4.sub(loadLanes(four, value + i), scale(speed, outerRate)));
}

/**
 * square = decay square + rest gradient^2; mean = decay mean + rest gradient;
 * velocity = momentum velocity + innerRate gradient / (sqrt(square - (mean^2 + innerEpsilon)) + outerEpsilon);
 * value - outerRate velocity. Without `mean` (0) the root is that of square + innerEpsilon; without `velocity` (0) its old value
 * counts as 0.
 */
export function rmsPropStep(
  value: usize,
  square: usize,
  velocity: usize,
  mean: usize,
  gradient: usize,
  newValue: usize,
  newSquare: usize,
  newVelocity: usize,
  newMean: usize,
  count: usize,
  innerRate: f32,
  outerRate: f32,
  decay: f32,
  rest: f32,
  momentum: f32,
  innerEpsilon: f32,
  outerEpsilon: f32,
): void {
  const end = count << 2;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    rmsPropAt(
      i,
      true,
      value,
      square,
      velocity,
      mean,
      gradient,
      newValue,
      newSquare,
      newVelocity,
      newMean,
      innerRate,
      outerRate,
      decay,
      rest,
      momentum,
      innerEpsilon,
      outerEpsilon,
    );
  }
  for (; i < end; i += 4) {
    rmsPropAt(
      i,
      false,
      value,
      square,
      velocity,
      mean,
      gradient,
      newValue,
      newSquare,
      newVelocity,
      newMean,
      innerRate,
      outerRate,
      decay,
      rest,
      momentum,
      innerEpsilon,
      outerEpsilon,
    );
  }
}
