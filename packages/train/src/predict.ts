import type { Progress } from '@gradlab/datasets';
import { concat, dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { breather, throwIfAborted } from './breathe.ts';
import { TrainError } from './errors.ts';
import { firstOutput, type TrainSource } from './train-source.ts';

export interface PredictOptions {
  /** Samples per forward pass. It does not change the result. Default: 256. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * What a model returns for every sample, in the data's order and in inference mode: logits `[N, K]` for a classifier.
 * The caller owns the tensor.
 *
 * @throws TrainError where there is no sample; AbortError when stopped.
 */
export async function predict(
  model: LayersModel,
  data: TrainSource,
  { batchSize = 256, signal, onProgress }: PredictOptions = {},
): Promise<Tensor> {
  if (data.length === 0) throw new TrainError('There is no sample to predict.');
  const parts: Tensor[] = [];
  const breathe = breather();
  let done = 0;
  try {
    for (const { xs, ys } of data.batches({ batchSize })) {
      parts.push(tidy(() => firstOutput(model.apply(xs, { training: false }) as Tensor | Tensor[])));
      done += ys.shape[0] ?? 0;
      dispose([xs, ys]);
      onProgress?.({ phase: 'predict', done, total: data.length, unit: 'samples' });
      await breathe();
      throwIfAborted(signal, 'Prediction');
    }
    return concat(parts, 0);
  } finally {
    dispose(parts);
  }
}
