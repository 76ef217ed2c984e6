import { FMA, kept } from './constant';
import { madd } from './madd';

// The functions that are made of e^x for x <= 0. x = n ln 2 + r with |r| <= ln 2 / 2; e^r - 1 is a polynomial with the smallest
// greatest error, 1.4e-8 of itself.

const zero: v128 = FMA ? kept(0) : f32x4.splat(0);
const half: v128 = FMA ? kept(0.5) : f32x4.splat(0.5);
const minusHalf: v128 = FMA ? kept(-0.5) : f32x4.splat(-0.5);
const one: v128 = FMA ? kept(1) : f32x4.splat(1);
const minusTwo: v128 = FMA ? kept(-2) : f32x4.splat(-2);
const signBit: v128 = FMA ? kept(-0.0) : f32x4.splat(-0.0);
const ln2: v128 = FMA ? kept(0.6931471805599453) : f32x4.splat(0.6931471805599453);

const perLn2: v128 = FMA ? kept(1.4426950408889634) : f32x4.splat(1.4426950408889634);
// ln 2 in two parts, with their signs turned: the first has so few digits that its product with n is exact.
const ln2High: v128 = FMA ? kept(-0.693359375) : f32x4.splat(-0.693359375);
const ln2Low: v128 = FMA ? kept(2.1219444005469057e-4) : f32x4.splat(2.1219444005469057e-4);
const expm1P3: v128 = FMA ? kept(0.1666654871) : f32x4.splat(0.1666654871);
const expm1P4: v128 = FMA ? kept(4.16668542e-2) : f32x4.splat(4.16668542e-2);
const expm1P5: v128 = FMA ? kept(8.366040783e-3) : f32x4.splat(8.366040783e-3);
const expm1P6: v128 = FMA ? kept(1.389822496e-3) : f32x4.splat(1.389822496e-3);

// Adding 1.5 x 2^23 leaves no digits after the point: n, and what else is added, lie in the lowest bits of the sum. There the
// bias of the exponent makes 2^n of it by a shift alone.
const expm1Rounder: v128 = FMA ? kept(12582912.0 + 127.0) : f32x4.splat(12582912.0 + 127.0);
const lowestForExpm1: v128 = FMA ? kept(-20) : f32x4.splat(-20);
// 2^(n + 64): exponents end at -126, subnormal results at -149.
const expRounder: v128 = FMA ? kept(12582912.0 + 127.0 + 64.0) : f32x4.splat(12582912.0 + 127.0 + 64.0);
const lowestForExp: v128 = FMA ? kept(-104) : f32x4.splat(-104);
const twoToMinus64: v128 = FMA ? kept(5.421010862427522e-20) : f32x4.splat(5.421010862427522e-20);

/** e^r - 1, where r is what n, which is in `shifted`, leaves of x. */
// @ts-ignore: decorator
@inline
function expm1OfRest(x: v128, shifted: v128, rounder: v128): v128 {
  const n = f32x4.sub(shifted, rounder);
  const r = madd(n, ln2Low, madd(n, ln2High, x));
  let p = madd(r, expm1P6, expm1P5);
  p = madd(p, r, expm1P4);
  p = madd(p, r, expm1P3);
  p = madd(p, r, half);
  return madd(p, f32x4.mul(r, r), r);
}

/** e^x - 1 per lane for x <= 0, within 2 units in the last place; -1 below -18. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function expm1OfNegative4(x: v128): v128 {
  // In this order of operands NaN passes.
  const inside = f32x4.pmax(x, lowestForExpm1);
  const shifted = madd(inside, perLn2, expm1Rounder);
  const power = i32x4.shl(shifted, 23);
  // 2^n - 1 is exact, and 0 for small x: nothing of a small result is lost.
  return madd(expm1OfRest(inside, shifted, expm1Rounder), power, f32x4.sub(power, one));
}

/** e^x per lane for x <= 0, within 2 units in the last place; subnormal below -87.34, 0 below -103.98. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function expOfNegative4(x: v128): v128 {
  const inside = f32x4.pmax(x, lowestForExp);
  const shifted = madd(inside, perLn2, expRounder);
  const power = i32x4.shl(shifted, 23);
  return f32x4.mul(madd(expm1OfRest(inside, shifted, expRounder), power, power), twoToMinus64);
}

/** tanh x per lane, within 3 units in the last place, odd to the last bit. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const negative = v128.or(x, signBit);
  const inside = f32x4.pmax(f32x4.add(negative, negative), lowestForExpm1);
  const shifted = madd(inside, perLn2, expm1Rounder);
  const power = i32x4.shl(shifted, 23);
  const p = expm1OfRest(inside, shifted, expm1Rounder);
  // With e = e^(-2 |x|): (1 - e) / (1 + e) where that is small, and 1 - 2 e / (1 + e) where e is, because gradients take
  // 1 - tanh^2 x, which hangs on the last bits of what is nearly 1. Both with the sign turned.
  const e = madd(p, power, power);
  const missing = madd(p, power, f32x4.sub(power, one));
  const twice = f32x4.mul(e, minusTwo);
  const ratio = f32x4.div(f32x4.pmax(missing, twice), f32x4.add(one, e));
  const size = v128.bitselect(f32x4.add(one, ratio), ratio, f32x4.gt(twice, missing));
  return v128.bitselect(x, size, signBit);
}

/** 1 / (1 + e^-x) per lane, within 3 units in the last place also where it is tiny. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const e = expOfNegative4(v128.or(x, signBit));
  // 1 where x >= 0, else e, which is smaller.
  const above = f32x4.pmax(e, v128.and(f32x4.ge(x, zero), one));
  return f32x4.div(above, f32x4.add(one, e));
}

/** ln(1 + e^x) per lane, within 2 units in the last place. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.max(x, zero), log1pOfFraction4(expOfNegative4(v128.or(x, signBit))));
}

const rootOf2Minus1: v128 = FMA ? kept(0.41421357) : f32x4.splat(0.41421357);
const log1pP3: v128 = FMA ? kept(0.3333333171) : f32x4.splat(0.3333333171);
const log1pP4: v128 = FMA ? kept(-0.2500082105) : f32x4.splat(-0.2500082105);
const log1pP5: v128 = FMA ? kept(0.2000122694) : f32x4.splat(0.2000122694);
const log1pP6: v128 = FMA ? kept(-0.1662335695) : f32x4.splat(-0.1662335695);
const log1pP7: v128 = FMA ? kept(0.1420175595) : f32x4.splat(0.1420175595);
const log1pP8: v128 = FMA ? kept(-0.1316018447) : f32x4.splat(-0.1316018447);
const log1pP9: v128 = FMA ? kept(0.1276159484) : f32x4.splat(0.1276159484);
const log1pP10: v128 = FMA ? kept(-0.0763451449) : f32x4.splat(-0.0763451449);

/**
 * ln(1 + x) per lane for 0 <= x <= 1. 1 + f is brought between the roots of 1/2 and 2 by halving it if need be; then
 * ln(1 + f) = f - f^2 / 2 + f^3 p(f), where p has the smallest greatest error, 6e-9 of the logarithm.
 */
// @ts-ignore: decorator
@inline
function log1pOfFraction4(x: v128): v128 {
  const large = f32x4.gt(x, rootOf2Minus1);
  const f = v128.bitselect(f32x4.mul(f32x4.sub(x, one), half), x, large);
  let p = madd(f, log1pP10, log1pP9);
  p = madd(p, f, log1pP8);
  p = madd(p, f, log1pP7);
  p = madd(p, f, log1pP6);
  p = madd(p, f, log1pP5);
  p = madd(p, f, log1pP4);
  p = madd(p, f, log1pP3);
  p = madd(p, f, minusHalf);
  return f32x4.add(madd(p, f32x4.mul(f, f), f), v128.and(large, ln2));
}
