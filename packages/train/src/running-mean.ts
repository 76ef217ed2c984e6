/** Sums over samples, to become means. It is plain data, so that a checkpoint can hold it. */
export interface RunningMean {
  readonly count: number;
  readonly sums: Readonly<Record<string, number>>;
}

export const EMPTY_MEAN: RunningMean = { count: 0, sums: {} };

/** Both together. */
export function joinMeans(a: RunningMean, b: RunningMean): RunningMean {
  const sums = { ...a.sums };
  for (const [name, sum] of Object.entries(b.sums)) sums[name] = (sums[name] ?? 0) + sum;
  return { count: a.count + b.count, sums };
}

/** @returns the loss, and every other figure as a metric. */
export function meanOf({ count, sums }: RunningMean): { loss: number; metrics: Record<string, number> } {
  const { loss = Number.NaN, ...metrics } = Object.fromEntries(
    Object.entries(sums).map(([name, sum]) => [name, sum / count]),
  );
  return { loss, metrics };
}
