/** Sums over samples, to become means. It is plain data, so that a checkpoint can hold it. */
export interface RunningMean {
  readonly count: number;
  readonly sums: Readonly<Record<string, number>>;
}

export const EMPTY_MEAN: RunningMean = { count: 0, sums: {} };

/** Both together. */
export function joinMeans(a: RunningMean, b: RunningMean): RunningMean {
  const sums: Record<string, number> = {};
  for (const name of Object.keys(b.sums)) sums[name] = (a.sums[name] ?? 0) + (b.sums[name] as number);
  for (const name of Object.keys(a.sums)) sums[name] ??= a.sums[name] as number;
  return { count: a.count + b.count, sums };
}

/** @returns the loss, and every other figure as a metric. */
export function meanOf({ count, sums }: RunningMean): { loss: number; metrics: Record<string, number> } {
  const metrics: Record<string, number> = {};
  for (const name of Object.keys(sums)) {
    if (name !== 'loss') metrics[name] = (sums[name] as number) / count;
  }
  return { loss: (sums.loss ?? Number.NaN) / count, metrics };
}
