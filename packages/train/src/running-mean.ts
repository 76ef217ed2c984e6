/** Means over samples of figures that arrive as means over batches. It is plain data, so that a checkpoint can hold it. */
export interface RunningMean {
  count: number;
  sums: Record<string, number>;
}

export const emptyMean = (): RunningMean => ({ count: 0, sums: {} });

export function addBatch(mean: RunningMean, count: number, values: Readonly<Record<string, number>>): void {
  mean.count += count;
  for (const [name, value] of Object.entries(values))
    mean.sums[name] = (mean.sums[name] ?? 0) + value * count;
}

/** @returns the loss, and every other figure as a metric. */
export function meanOf({ count, sums }: RunningMean): { loss: number; metrics: Record<string, number> } {
  const { loss = Number.NaN, ...metrics } = Object.fromEntries(
    Object.entries(sums).map(([name, sum]) => [name, sum / count]),
  );
  return { loss, metrics };
}
