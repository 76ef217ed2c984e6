/**
 * Runs every contender once a round, round after round: A B C, A B C, ... What else the machine does then falls on all alike,
 * and what drifts (heat, clock) drifts for all.
 *
 * @returns for each contender its values in the order of the rounds; `undefined` for one whose measurement threw. That one is
 * left out of the rounds that follow, and `onError` hears why.
 */
export async function inRounds<T>(
  contenders: readonly T[],
  rounds: number,
  measure: (contender: T, round: number) => Promise<number>,
  onError: (contender: T, error: unknown) => void = () => {},
): Promise<Map<T, number[] | undefined>> {
  const values = new Map<T, number[] | undefined>(contenders.map((contender) => [contender, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const own = values.get(contender);
      if (own === undefined) continue;
      try {
        own.push(await measure(contender, round));
      } catch (error) {
        values.set(contender, undefined);
        onError(contender, error);
      }
    }
  }
  return values;
}
