/**
 * The candidates with the highest scores, exactly `keep` of them or all there are. Among equal scores the first are pruned.
 *
 * @param candidates 1 for those to choose from
 * @returns 1 for the chosen ones
 */
export function keepHighest(scores: ArrayLike<number>, candidates: Uint8Array, keep: number): Uint8Array {
  const living = new Float64Array(candidates.reduce((sum, bit) => sum + bit, 0));
  let next = 0;
  for (const [i, bit] of candidates.entries()) if (bit === 1) living[next++] = scores[i] as number;
  const prune = living.length - keep;
  if (prune <= 0) return candidates.slice();
  living.sort();
  const threshold = living[prune - 1] as number;
  let ties = prune - living.indexOf(threshold);
  return candidates.map((bit, i) => {
    const score = scores[i] as number;
    if (bit === 0 || score < threshold) return 0;
    return score === threshold && ties-- > 0 ? 0 : 1;
  });
}
