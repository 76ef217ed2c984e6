/** After which query of 10 000 the fraction of the window halves once more. */
const HALVINGS = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000] as const;

/** Number of queries the schedule was made for. */
const SCHEDULE_LENGTH = 10_000;

/**
 * Fraction of the image that the window of query `query` (1, 2, ...) covers: `pInit`, halved after query 10, 50, 200, 500,
 * 1000, 2000, 4000, 6000 and 8000.
 * @param queries Where given, the schedule of 10 000 queries is rescaled to this many.
 */
export function windowFraction(query: number, pInit: number, queries?: number): number {
  const at = queries === undefined ? query : Math.trunc((query / queries) * SCHEDULE_LENGTH);
  return pInit / 2 ** HALVINGS.filter((after) => at > after).length;
}
