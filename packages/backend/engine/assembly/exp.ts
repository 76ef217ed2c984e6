import { FMA, kept } from './constant';
import { madd } from './madd';

const highest: v128 = FMA ? kept(89) : f32x4.splat(89);
const lowest: v128 = FMA ? kept(-104) : f32x4.splat(-104);
const perLn2: v128 = FMA ? kept(1.4426950408889634) : f32x4.splat(1.4426950408889634);
const rounder: v128 = FMA ? kept(12582912) : f32x4.splat(12582912);
const ln2High: v128 = FMA ? kept(-0.693359375) : f32x4.splat(-0.693359375);
const ln2Low: v128 = FMA ? kept(2.1219444005469057e-4) : f32x4.splat(2.1219444005469057e-4);
const p7: v128 = FMA ? kept(1.0 / 5040.0) : f32x4.splat(1.0 / 5040.0);
const p6: v128 = FMA ? kept(1.0 / 720.0) : f32x4.splat(1.0 / 720.0);
const p5: v128 = FMA ? kept(1.0 / 120.0) : f32x4.splat(1.0 / 120.0);
const p4: v128 = FMA ? kept(1.0 / 24.0) : f32x4.splat(1.0 / 24.0);
const p3: v128 = FMA ? kept(1.0 / 6.0) : f32x4.splat(1.0 / 6.0);
const half: v128 = FMA ? kept(0.5) : f32x4.splat(0.5);
const one: v128 = FMA ? kept(1) : f32x4.splat(1);

/**
 * e^x per lane, within 2 units in the last place; infinity above 88.73, subnormal below -87.34, 0 below -103.98. NaN stays NaN.
 *
 * x = n ln 2 + r with |r| <= ln 2 / 2, and e^r by its Taylor series to the seventh power, whose rest is below 6e-9.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // In this order of operands NaN passes.
  const inside = f32x4.pmax(f32x4.pmin(x, highest), lowest);
  // Adding 1.5 x 2^23 leaves no digits after the point: the lowest bits of the sum are n.
  const shifted = madd(inside, perLn2, rounder);
  const n = f32x4.sub(shifted, rounder);
  // ln 2 in two parts: the first has so few digits that its product with n is exact.
  let r = madd(n, ln2High, inside);
  r = madd(n, ln2Low, r);
  let p = madd(r, p7, p6);
  p = madd(p, r, p5);
  p = madd(p, r, p4);
  p = madd(p, r, p3);
  p = madd(p, r, half);
  p = madd(p, r, one);
  p = madd(p, r, one);
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
