/**
 * `factor * value + (1 - factor) * other`, cut at 0 and 1: between the two for factors below 1, away from `other` above. Factor 1 gives
 * `value` to the bit.
 */
export const blend = (value: number, other: number, factor: number): number =>
  Math.min(1, Math.max(0, factor * value + (1 - factor) * other));
