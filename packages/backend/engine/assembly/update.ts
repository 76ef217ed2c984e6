// What the steps of the optimizers share. Their results go to memory of their own, because tensors never change. Operations and
// their order are those of TensorFlow.js' optimizers, without fused multiply-add, so that the results are the same bits.

// @ts-ignore: decorator
@inline
export function scale(x: v128, factor: f32): v128 {
  return f32x4.mul(x, f32x4.splat(factor));
}

/** The running mean of a quantity: decay old + rest now. */
// @ts-ignore: decorator
@inline
export function decayed(old: v128, decay: f32, now: v128, rest: f32): v128 {
  return f32x4.add(scale(old, decay), scale(now, rest));
}
