/** Index of the largest logit; the first of equals, as a prediction counts them. */
export function classOf(logits: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < logits.length; k++) if ((logits[k] ?? 0) > (logits[best] ?? 0)) best = k;
  return best;
}

/** The label was left or, by a targeted attack, reached. */
export const reached = (logits: ArrayLike<number>, label: number, targeted: boolean): boolean =>
  (classOf(logits) === label) === targeted;

/** `z_y - max_{k != y} z_k`, or its negative for a targeted attack: the lower, the nearer to the goal. */
export function margin(logits: ArrayLike<number>, label: number, targeted: boolean): number {
  let other = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < logits.length; k++) if (k !== label) other = Math.max(other, logits[k] ?? 0);
  const lead = (logits[label] ?? 0) - other;
  return targeted ? -lead : lead;
}

/** `log softmax(z)[y]`: what is left of the label, or its negative for a targeted attack. The lower, the nearer to the goal. */
export function logProbability(logits: ArrayLike<number>, label: number, targeted: boolean): number {
  const values = Array.from(logits);
  const largest = Math.max(...values);
  const total = Math.log(values.reduce((sum, z) => sum + Math.exp(z - largest), 0));
  const value = (logits[label] ?? 0) - largest - total;
  return targeted ? -value : value;
}

/** What attacks that see scores are told of a candidate. */
export interface Score {
  readonly reached: boolean;
  /** The lower, the nearer to the goal. */
  readonly loss: number;
}

/** The goal, and the margin as the loss. */
export const marginScore = (logits: ArrayLike<number>, label: number, targeted: boolean): Score => ({
  reached: reached(logits, label, targeted),
  loss: margin(logits, label, targeted),
});

/** The goal, and the logarithm of the label's probability as the loss. */
export const probabilityScore = (logits: ArrayLike<number>, label: number, targeted: boolean): Score => ({
  reached: reached(logits, label, targeted),
  loss: logProbability(logits, label, targeted),
});
