/** Where the search for the smallest constant that still succeeds stands. */
export interface Constant {
  /** The constant to try. */
  readonly value: number;
  /** The largest that failed. */
  readonly low: number;
  /** The smallest that succeeded, or Infinity. */
  readonly high: number;
}

/** Beyond this the objective leaves float32. */
const LARGEST = 1e10;
/** With so many searches the last one goes all the way where none succeeded (Carlini and Wagner's code). */
const MANY = 10;

/** Ten times as much until one succeeds, then halving the interval (Carlini and Wagner 2017, section VI). */
export function nextConstant({ value, low, high }: Constant, succeeded: boolean): Constant {
  const upper = succeeded ? Math.min(high, value) : high;
  const lower = succeeded ? low : Math.max(low, value);
  const next = Number.isFinite(upper) ? (lower + upper) / 2 : value * 10;
  return { value: Math.min(next, LARGEST), low: lower, high: upper };
}

/**
 * Tries a constant for each sample, `searches` times.
 * @param attempt Runs the attack with these constants from the start, and returns the rows that became adversarial.
 */
export async function searchConstants(
  rows: readonly number[],
  { searches, initialConstant }: { readonly searches: number; readonly initialConstant: number },
  attempt: (constantOf: (row: number) => number) => Promise<ReadonlySet<number>>,
): Promise<void> {
  const constants = new Map<number, Constant>(
    rows.map((row) => [row, { value: initialConstant, low: 0, high: Number.POSITIVE_INFINITY }]),
  );
  for (let search = 1; search <= searches; search++) {
    const allTheWay = searches >= MANY && search === searches;
    const constantOf = (row: number) => {
      const { value = initialConstant, high = 0 } = constants.get(row) ?? {};
      return allTheWay && high === Number.POSITIVE_INFINITY ? LARGEST : value;
    };
    const succeeded = await attempt(constantOf);
    for (const [row, constant] of constants) constants.set(row, nextConstant(constant, succeeded.has(row)));
  }
}
