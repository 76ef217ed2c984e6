/** Where the search for the smallest constant that still succeeds stands. */
export interface Constant {
  /** The constant to try. */
  readonly value: number;
  /** The largest that failed. */
  readonly low: number;
  /** The smallest that succeeded, or Infinity. */
  readonly high: number;
}

/** Nothing tried yet. */
export const firstConstant = (value: number): Constant => ({ value, low: 0, high: Number.POSITIVE_INFINITY });

/** Beyond this the objective overflows float32. */
const LARGEST = 1e10;

/** Ten times as much until one succeeds, then halving the interval (Carlini and Wagner 2017, section VI). */
export function nextConstant({ value, low, high }: Constant, succeeded: boolean): Constant {
  const upper = succeeded ? Math.min(high, value) : high;
  const lower = succeeded ? low : Math.max(low, value);
  const next = Number.isFinite(upper) ? (lower + upper) / 2 : value * 10;
  return { value: Math.min(next, LARGEST), low: lower, high: upper };
}
