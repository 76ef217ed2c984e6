import { getBackend, type Scalar, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Metric } from './metrics/accuracy.ts';
import { joinMeans, type RunningMean } from './running-mean.ts';

/** A scalar on the backend that is not yet read, or its value where reading waits for nothing. */
type Figure = Scalar | number;

/** Of one batch: the mean loss, and the sum of each metric over the samples. */
export interface Measured {
  readonly count: number;
  readonly loss: Figure;
  readonly sums: Readonly<Record<string, Figure>>;
}

/** Backends whose tensors lie in the memory of this thread: a small tensor is read there sooner than one kernel is started. */
const HOST_BACKENDS: readonly string[] = ['wasm', 'cpu'];

const isOnHost = () => HOST_BACKENDS.includes(getBackend());

const isTensor = (figure: Figure): figure is Scalar => typeof figure !== 'number';

/** What is not yet read of a batch. */
export const unread = ({ loss, sums }: Measured): Scalar[] => [loss, ...Object.values(sums)].filter(isTensor);

/** Sums of whole numbers stay exact in float32, which means would not. */
function sumOf(metric: Metric, targets: Tensor, outputs: Tensor, onHost: boolean): Figure {
  const known = onHost ? metric.sumOnHost?.(targets, outputs) : undefined;
  if (known !== undefined) return known;
  const total = tidy(() => sum(metric(targets, outputs)) as Scalar);
  if (!onHost) return total;
  const [value = Number.NaN] = total.dataSync();
  total.dispose();
  return value;
}

/** Where tensors are in reach their values are taken, and `loss` itself is left to the tidy around it. */
const lossOf = (loss: Scalar): Figure => (isOnHost() ? (loss.dataSync()[0] ?? Number.NaN) : loss);

const prefixed = (name: string, metric: string): string =>
  name === '' ? metric : `${name}${metric.slice(0, 1).toUpperCase()}${metric.slice(1)}`;

/** Measures one or several outputs of a batch; those with a name have it before their metrics' names. */
export function measureAll(
  loss: Scalar,
  metrics: Readonly<Record<string, Metric>>,
  targets: Tensor,
  outputs: Readonly<Record<string, Tensor>>,
): Measured {
  const onHost = isOnHost();
  let count = 0;
  const sums: Record<string, Figure> = {};
  for (const [name, output] of Object.entries(outputs)) {
    count = output.shape[0] ?? 0;
    for (const [metric, figure] of Object.entries(metrics)) {
      sums[prefixed(name, metric)] = sumOf(figure, targets, output, onHost);
    }
  }
  return { loss: lossOf(loss), count, sums };
}

/** What was read already; undefined where something waits on the backend. */
export function readAtOnce({ count, loss, sums }: Measured): RunningMean | undefined {
  if (isTensor(loss)) return undefined;
  const read: Record<string, number> = {};
  for (const name of Object.keys(sums)) {
    const figure = sums[name] as Figure;
    if (isTensor(figure)) return undefined;
    read[name] = figure;
  }
  read.loss = loss * count;
  return { count, sums: read };
}

/** Reads and disposes the scalars, all at once so that a GPU is waited for only once. */
export async function readMeasured(measured: Measured): Promise<RunningMean> {
  const { count, loss, sums } = measured;
  const scalars = unread(measured);
  const values = await Promise.all(scalars.map((scalar) => scalar.data()));
  for (const scalar of scalars) scalar.dispose();
  const numberOf = (figure: Figure) =>
    isTensor(figure) ? (values[scalars.indexOf(figure)]?.[0] ?? Number.NaN) : figure;
  const read: Record<string, number> = {};
  for (const [name, figure] of Object.entries(sums)) read[name] = numberOf(figure);
  read.loss = numberOf(loss) * count;
  return { count, sums: read };
}

/** Reads several batches, without waiting where nothing has to be waited for: a small network's step takes a millisecond. */
export function readAll(measured: readonly Measured[]): RunningMean | Promise<RunningMean> {
  const [first] = measured;
  const known = measured.length === 1 && first !== undefined ? readAtOnce(first) : undefined;
  return known ?? Promise.all(measured.map(readMeasured)).then((means) => means.reduce(joinMeans));
}

/** Measures one output of a batch. */
export const measure = (
  loss: Scalar,
  metrics: Readonly<Record<string, Metric>>,
  targets: Tensor,
  outputs: Tensor,
): Measured => measureAll(loss, metrics, targets, { '': outputs });
