/** What the logits of a candidate say about the attack's goal. */
export interface Verdict {
  /** The predicted class left the label; targeted, it is the label. */
  readonly reached: boolean;
  /** How much logits lack for the goal: the label's over the best other, targeted the other way round. Negative beyond it. */
  readonly lacking: number;
}

/** Reads one row of logits. The predicted class is the first of equals, as in `predict`. */
export function verdict(logits: ArrayLike<number>, label: number, targeted: boolean): Verdict {
  let other = -1;
  for (let k = 0; k < logits.length; k++) {
    if (k !== label && (other < 0 || at(logits, k) > at(logits, other))) other = k;
  }
  const lead = at(logits, label) - at(logits, other);
  const predicted = lead > 0 || (lead === 0 && label < other);
  return { reached: predicted === targeted, lacking: targeted ? -lead : lead };
}

const at = (values: ArrayLike<number>, index: number) => values[index] ?? Number.NaN;
