import { type Scalar, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Metric } from './metrics/accuracy.ts';
import type { RunningMean } from './running-mean.ts';

/** Scalars of one batch on the backend, not yet read: the mean loss, and the sum of each metric over the samples. */
export interface Measured {
  readonly count: number;
  readonly loss: Scalar;
  readonly sums: Readonly<Record<string, Scalar>>;
}

/** Sums of whole numbers stay exact in float32, which means would not. */
export function measure(
  loss: Scalar,
  metrics: Readonly<Record<string, Metric>>,
  targets: Tensor,
  outputs: Tensor,
): Measured {
  const sums = Object.fromEntries(
    Object.entries(metrics).map(([name, metric]) => [
      name,
      tidy(() => sum(metric(targets, outputs)) as Scalar),
    ]),
  );
  return { count: outputs.shape[0] ?? 0, loss, sums };
}

const prefixed = (name: string, metric: string): string =>
  name === '' ? metric : `${name}${metric.slice(0, 1).toUpperCase()}${metric.slice(1)}`;

/** The same for several outputs of one batch; those with a name have it before their metrics' names. */
export function measureAll(
  loss: Scalar,
  metrics: Readonly<Record<string, Metric>>,
  targets: Tensor,
  outputs: Readonly<Record<string, Tensor>>,
): Measured {
  const parts = Object.entries(outputs).map(([name, output]) => {
    const { count, sums } = measure(loss, metrics, targets, output);
    const named = Object.entries(sums).map(([metric, value]) => [prefixed(name, metric), value] as const);
    return { count, sums: Object.fromEntries(named) };
  });
  return { loss, count: parts.at(-1)?.count ?? 0, sums: Object.assign({}, ...parts.map(({ sums }) => sums)) };
}

/** Reads and disposes the scalars, all at once so that a GPU is waited for only once. */
export async function readMeasured({ count, loss, sums }: Measured): Promise<RunningMean> {
  const scalars: Record<string, Scalar> = { loss, ...sums };
  const names = Object.keys(scalars);
  const values = await Promise.all(names.map((name) => (scalars[name] as Scalar).data()));
  for (const name of names) scalars[name]?.dispose();
  const read = Object.fromEntries(names.map((name, i) => [name, values[i]?.[0] ?? Number.NaN]));
  return { count, sums: { ...read, loss: (read.loss ?? Number.NaN) * count } };
}
