import { exp4 } from './exp';

/**
 * 1 / (1 + e^-x) per lane, within 4 units in the last place down to e^-87; exactly 1 above 17.4, exactly 0 below -88.8.
 * NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}
