/** The middle of a sample and the range of its middle half. */
export interface Spread {
  readonly median: number;
  /** First quartile. */
  readonly q1: number;
  /** Third quartile. */
  readonly q3: number;
}

/**
 * The p-quantile by linear interpolation between order statistics (Hyndman and Fan's definition 7, NumPy's default).
 *
 * @param values at least one number, in any order; left as they are.
 * @param p in [0, 1].
 * @throws RangeError where there is no value, one is NaN, or p is outside [0, 1].
 */
export function quantile(values: readonly number[], p: number): number {
  if (values.length === 0) throw new RangeError('quantile needs at least one value.');
  if (values.some(Number.isNaN)) throw new RangeError('quantile got NaN among its values.');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantile needs p in [0, 1], got ${p}.`);
  const sorted = [...values].sort((a, b) => a - b);
  const at = p * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}

/** @throws RangeError as `quantile` does. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), q1: quantile(values, 0.25), q3: quantile(values, 0.75) };
}
