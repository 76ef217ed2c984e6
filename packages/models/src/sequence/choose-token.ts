/** How a token is drawn from logits. */
export interface SamplingOptions {
  /** Divides the logits: below 1 the likely tokens become likelier, above 1 the others. A positive number. Default: 1. */
  readonly temperature?: number;
  /** Only so many of the likeliest tokens (Fan et al. 2018, arXiv:1805.04833). A positive integer. Default: all. */
  readonly topK?: number;
  /** Only the fewest likeliest tokens whose probabilities reach this sum (nucleus; Holtzman et al. 2020, arXiv:1904.09751). In (0, 1]. Default: 1. */
  readonly topP?: number;
}

/**
 * Draws a token: temperature first, then `topK`, then `topP` of what is left. Equally likely tokens are kept in the order of their numbers.
 *
 * @param logits finite, one for each token
 * @param u a uniform number in [0, 1)
 */
export function chooseToken(
  logits: ArrayLike<number>,
  u: number,
  { temperature = 1, topK = logits.length, topP = 1 }: SamplingOptions = {},
): number {
  const order = Array.from(logits, (_, token) => token).sort(
    (a, b) => (logits[b] as number) - (logits[a] as number) || a - b,
  );
  const largest = logits[order[0] as number] as number;
  const kept = order.slice(0, topK);
  const weights = kept.map((token) => Math.exp(((logits[token] as number) - largest) / temperature));
  const nucleus = sum(weights) * topP;
  const count = topP === 1 ? kept.length : countUpTo(weights, nucleus);
  const drawn = u * sum(weights.slice(0, count));
  return kept[Math.min(countUpTo(weights, drawn, true), count) - 1] as number;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** How many of the first weights it takes to reach a total, or to pass it. At least one. */
function countUpTo(weights: readonly number[], total: number, pass = false): number {
  let reached = 0;
  const last = weights.findIndex((weight) => {
    reached += weight;
    return pass ? reached > total : reached >= total;
  });
  return last === -1 ? weights.length : last + 1;
}

/** The likeliest token; of several the one with the smallest number. */
export function likeliestToken(logits: ArrayLike<number>): number {
  let best = 0;
  for (let token = 1; token < logits.length; token++) {
    if ((logits[token] as number) > (logits[best] as number)) best = token;
  }
  return best;
}
