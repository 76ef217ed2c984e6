import type { BatchSource, Progress } from '@gradlab/datasets';
import { type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { breather, throwIfAborted } from './breathe.ts';
import { TrainError } from './errors.ts';
import { crossEntropy, type Loss } from './losses.ts';
import { defaultMetrics, type Metric } from './metrics.ts';
import { addBatch, emptyMean, meanOf } from './running-mean.ts';
import { readScalars } from './train-step.ts';

export interface EvaluateOptions {
  /** Default: `crossEntropy`. */
  readonly loss?: Loss;
  /** Default: accuracy where the loss is cross-entropy, else none. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** Samples per forward pass. It does not change the result. Default: 256. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Evaluation {
  /** Mean loss over all samples. */
  readonly loss: number;
  /** Mean of each metric over all samples, for example `{ accuracy: 0.99 }`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Number of samples. */
  readonly count: number;
}

/**
 * Loss and metrics of a model on data, in inference mode (moving averages in batch norm, no dropout).
 *
 * @param data batches `{ xs, ys }` that fit the model and the loss.
 * @throws TrainError where there is no sample; AbortError when stopped.
 */
export async function evaluate(
  model: LayersModel,
  data: BatchSource,
  {
    loss = crossEntropy,
    metrics = defaultMetrics(loss),
    batchSize = 256,
    signal,
    onProgress,
  }: EvaluateOptions = {},
): Promise<Evaluation> {
  if (data.length === 0) throw new TrainError('There is no sample to evaluate on.');
  const running = emptyMean();
  const breathe = breather();
  for (const { xs, ys } of data.batches({ batchSize })) {
    const figures = tidy(() => {
      const outputs = model.apply(xs, { training: false }) as Tensor;
      const named: Record<string, Scalar> = { loss: loss(ys, outputs) };
      for (const [name, metric] of Object.entries(metrics)) named[name] = metric(ys, outputs);
      return named;
    });
    const count = xs.shape[0] ?? 0;
    xs.dispose();
    ys.dispose();
    addBatch(running, count, await readScalars(figures));
    onProgress?.({ phase: 'evaluate', done: running.count, total: data.length, unit: 'samples' });
    await breathe();
    throwIfAborted(signal, 'Evaluation');
  }
  return { ...meanOf(running), count: running.count };
}
