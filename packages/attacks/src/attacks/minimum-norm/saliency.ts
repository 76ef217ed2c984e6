/** Which inputs to change, and how much it is worth; see `mostSalient`. */
export interface Salient {
  readonly features: readonly number[];
  readonly score: number;
}

/**
 * The features, or the pair of them, whose change raises what is wanted and lowers what is not, with the largest product
 * of both: the adversarial saliency map of Papernot et al., equations 8 and 10.
 *
 * A pair is found without trying all: both sums only count by being large, so a feature that two others beat on both
 * counts is in no better pair than one of them.
 * @param gains By how much a change of each feature raises what is wanted.
 * @param losses By how much it lowers what is not.
 * @param open The features that may change.
 * @returns Undefined when no change does both.
 */
export function mostSalient(
  gains: ArrayLike<number>,
  losses: ArrayLike<number>,
  open: readonly number[],
  atOnce: 1 | 2,
): Salient | undefined {
  const gain = (feature: number) => gains[feature] ?? 0;
  const loss = (feature: number) => losses[feature] ?? 0;
  const candidates = unbeaten(open, gain, loss, atOnce);
  let best: Salient | undefined;
  const consider = (features: readonly number[]) => {
    const wanted = features.reduce((sum, feature) => sum + gain(feature), 0);
    const unwanted = features.reduce((sum, feature) => sum + loss(feature), 0);
    const score = wanted * unwanted;
    if (wanted > 0 && unwanted > 0 && (best === undefined || score > best.score)) best = { features, score };
  };
  for (const [i, first] of candidates.entries()) {
    if (atOnce === 1) consider([first]);
    else for (const second of candidates.slice(i + 1)) consider([first, second]);
  }
  return best;
}

/** The features, at most `atOnce`, with the largest sums of gain and loss above 0; the first of equals. */
export function mostDecisive(
  gains: ArrayLike<number>,
  losses: ArrayLike<number>,
  open: readonly number[],
  atOnce: number,
): readonly number[] {
  const sum = (feature: number) => (gains[feature] ?? 0) + (losses[feature] ?? 0);
  return open
    .filter((feature) => sum(feature) > 0)
    .sort((a, b) => sum(b) - sum(a) || a - b)
    .slice(0, atOnce);
}

/** The features that fewer than `times` others beat, or equal, in both respects. */
function unbeaten(
  open: readonly number[],
  gain: (feature: number) => number,
  loss: (feature: number) => number,
  times: number,
): number[] {
  const byGain = [...open].sort((a, b) => gain(b) - gain(a) || loss(b) - loss(a) || a - b);
  // The largest losses among the features before, which all gain at least as much.
  const largest: number[] = [];
  const kept = byGain.filter((feature) => {
    const isKept = largest.length < times || loss(feature) > (largest.at(-1) ?? 0);
    largest.push(loss(feature));
    largest.sort((a, b) => b - a);
    largest.length = Math.min(largest.length, times);
    return isKept;
  });
  return kept.sort((a, b) => a - b);
}
