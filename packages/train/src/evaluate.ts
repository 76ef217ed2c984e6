import type { Progress } from '@gradlab/datasets';
import { dispose, type Tensor, type TensorContainerObject, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { breather, throwIfAborted } from './breathe.ts';
import { TrainError } from './errors.ts';
import { crossEntropy } from './losses/cross-entropy.ts';
import type { Loss } from './losses/loss.ts';
import { type Measured, measure, readMeasured } from './measure.ts';
import type { Metric } from './metrics/accuracy.ts';
import { defaultMetrics } from './metrics/default-metrics.ts';
import { EMPTY_MEAN, joinMeans, meanOf } from './running-mean.ts';
import { firstOutput, type TrainSource } from './train-source.ts';

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
 * @param data batches `{ xs, ys }` that fit the model and the loss, which sees the first output of a model that has several.
 * @throws TrainError where there is no sample; AbortError when stopped.
 */
export async function evaluate(
  model: LayersModel,
  data: TrainSource,
  {
    loss = crossEntropy,
    metrics = defaultMetrics(loss),
    batchSize = 256,
    signal,
    onProgress,
  }: EvaluateOptions = {},
): Promise<Evaluation> {
  if (data.length === 0) throw new TrainError('There is no sample to evaluate on.');
  let running = EMPTY_MEAN;
  const breathe = breather();
  for (const { xs, ys } of data.batches({ batchSize })) {
    const measured = tidy(() => {
      const outputs = firstOutput(model.apply(xs, { training: false }) as Tensor | Tensor[]);
      return measure(loss(ys, outputs), metrics, ys, outputs) as Measured & TensorContainerObject;
    });
    dispose([xs, ys]);
    running = joinMeans(running, await readMeasured(measured));
    onProgress?.({ phase: 'evaluate', done: running.count, total: data.length, unit: 'samples' });
    await breathe();
    throwIfAborted(signal, 'Evaluation');
  }
  return { ...meanOf(running), count: running.count };
}
