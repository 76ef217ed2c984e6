import { loadLanes, storeLanes } from './lanes';
import { decayed, scale } from './update';

// @ts-ignore: decorator
@inline
function adamAt(
  i: usize,
  four: bool,
  value: usize,
  mean: usize,
  square: usize,
  gradient: usize,
  newValue: usize,
  newMean: usize,
  newSquare: usize,
  rate: f32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  unbias1: f32,
  unbias2: f32,
  epsilon: f32,
  keep: f32,
): void {
  const slope = loadLanes(four, gradient + i);
  const m = decayed(loadLanes(four, mean + i), beta1, slope, rest1);
  const v = decayed(loadLanes(four, square + i), beta2, f32x4.mul(slope, slope), rest2);
  storeLanes(four, newMean + i, m);
  storeLanes(four, newSquare + i, v);
  const spread = f32x4.add(f32x4.sqrt(f32x4.div(v, f32x4.splat(unbias2))), f32x4.splat(epsilon));
  const direction = f32x4.div(f32x4.div(m, f32x4.splat(unbias1)), spread);
  storeLanes(four, newValue + i, f32x4.add(scale(direction, -rate), scale(loadLanes(four, value + i), keep)));
}

/**
 * mean = beta1 mean + rest1 gradient; square = beta2 square + rest2 gradient^2;
 * keep value - rate (mean / unbias1) / (sqrt(square / unbias2) + epsilon).
 */
export function adamStep(
  value: usize,
  mean: usize,
  square: usize,
  gradient: usize,
  newValue: usize,
  newMean: usize,
  newSquare: usize,
  count: usize,
  rate: f32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  unbias1: f32,
  unbias2: f32,
  epsilon: f32,
  keep: f32,
): void {
  const end = count << 2;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    adamAt(
      i,
      true,
      value,
      mean,
      square,
      gradient,
      newValue,
      newMean,
      newSquare,
      rate,
      beta1,
      rest1,
      beta2,
      rest2,
      unbias1,
      unbias2,
      epsilon,
      keep,
    );
  }
  for (; i < end; i += 4) {
    adamAt(
      i,
      false,
      value,
      mean,
      square,
      gradient,
      newValue,
      newMean,
      newSquare,
      rate,
      beta1,
      rest1,
      beta2,
      rest2,
      unbias1,
      unbias2,
      epsilon,
      keep,
    );
  }
}
