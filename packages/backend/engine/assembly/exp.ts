import { madd } from './madd';

/**
 * e^x per lane, within 2 units in the last place; infinity above 88.73, subnormal below -87.34, 0 below -103.98. NaN stays NaN.
 *
 * x = n ln 2 + r with |r| <= ln 2 / 2, and e^r by its Taylor series to the seventh power, whose rest is below 6e-9.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // In this order of operands NaN passes.
  const inside = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  // Adding 1.5 x 2^23 leaves no digits after the point: the lowest bits of the sum are n.
  const shifted = madd(inside, f32x4.splat(1.4426950408889634), f32x4.splat(12582912));
  const n = f32x4.sub(shifted, f32x4.splat(12582912));
  // ln 2 in two parts: the first has so few digits that its product with n is exact.
  let r = madd(n, f32x4.splat(-0.693359375), inside);
  r = madd(n, f32x4.splat(2.1219444005469057e-4), r);
  let p = madd(r, f32x4.splat(1.0 / 5040.0), f32x4.splat(1.0 / 720.0));
  p = madd(p, r, f32x4.splat(1.0 / 120.0));
  p = madd(p, r, f32x4.splat(1.0 / 24.0));
  p = madd(p, r, f32x4.splat(1.0 / 6.0));
  p = madd(p, r, f32x4.splat(0.5));
  p = madd(p, r, f32x4.splat(1));
  p = madd(p, r, f32x4.splat(1));
  // 2^n in two factors, because n passes the range of exponents where the result is subnormal or infinite.
  const whole = i32x4.sub(shifted, i32x4.splat(0x4b400000));
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, power(half)), power(i32x4.sub(whole, half)));
}

/** 2^n per lane for whole -126 <= n <= 127. */
// @ts-ignore: decorator
@inline
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}
