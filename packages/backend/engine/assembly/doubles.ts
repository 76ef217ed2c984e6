// Sums of many floats: a short block in single precision, whose rounding errors average out, then totals in double precision.

/** Rows of one block, a power of two. More would save a few percent of the time; the error grows with it. */
export const BLOCK: i32 = 64;

/** The first two floats in double precision. */
// @ts-ignore: decorator
@inline
export function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

/** The last two. */
// @ts-ignore: decorator
@inline
export function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 1));
}

/** Adds four floats to four doubles in memory. */
// @ts-ignore: decorator
@inline
export function addTo(totals: usize, v: v128): void {
  v128.store(totals, f64x2.add(v128.load(totals), low(v)));
  v128.store(totals, f64x2.add(v128.load(totals, 16), high(v)), 16);
}

/** Adds one number to the double with this index. */
// @ts-ignore: decorator
@inline
export function addOne(totals: usize, index: i32, value: f64): void {
  const to = totals + (<usize>index << 3);
  store<f64>(to, load<f64>(to) + value);
}

/** Adds column c + j columns of `wide` totals to column c. */
export function collapse(totals: usize, columns: i32, wide: i32): void {
  for (let i = columns; i < wide; i++) addOne(totals, i % columns, load<f64>(totals + (<usize>i << 3)));
}
