// A float in all lanes, for a global: `const third: v128 = FMA ? kept(1.0 / 3.0) : f32x4.splat(1.0 / 3.0);`
//
// The V8 that has fused multiply-add (Node 24) builds literal vectors anew, with four instructions each time they are used, which
// makes e^x half as fast; kept in memory it is one. The V8 of Node 20 keeps literals in registers through a loop, and globals not.
// The choice stands in the declaration because the compiler does not fold it through a call.

export const FMA = ASC_FEATURE_RELAXED_SIMD;

/** A call, through which the compiler does not see while it decides which globals are literals. */
export function kept(value: f32): v128 {
  return f32x4.splat(value);
}
