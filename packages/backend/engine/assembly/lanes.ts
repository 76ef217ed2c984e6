// A loop over floats takes four at a time and then the rest one by one, through the same code: results must not depend on
// where in a tensor a number stands. `four` is a constant wherever these are inlined.

/** Four floats, or one in the first lane and zeros. */
// @ts-ignore: decorator
@inline
export function loadLanes(four: bool, from: usize): v128 {
  return four ? v128.load(from) : v128.load_zero<f32>(from);
}

/** Stores four floats, or the first one. */
// @ts-ignore: decorator
@inline
export function storeLanes(four: bool, to: usize, value: v128): void {
  if (four) v128.store(to, value);
  else v128.store_lane<f32>(to, value, 0);
}
