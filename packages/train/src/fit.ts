import type { BatchSource } from '@gradlab/datasets';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainError } from './errors.ts';
import { evaluate } from './evaluate.ts';
import type { FitOptions } from './fit-options.ts';
import type { EpochLog, History } from './history.ts';
import { type Cursor, createRun, cursorAt, type Run } from './run.ts';
import { meanOf } from './running-mean.ts';
import { trainEpoch } from './train-epoch.ts';

function check(
  model: LayersModel,
  data: BatchSource,
  { epochs, seed = 0, batchSize = 32 }: FitOptions,
): void {
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new TrainError(`epochs must be a positive integer, got ${epochs}.`);
  }
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new TrainError(`batchSize must be a positive integer, got ${batchSize}.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new TrainError(`seed must be a non-negative integer, got ${seed}.`);
  }
  if (data.length === 0) throw new TrainError('There is no sample to train on.');
  if (model.trainableWeights.length === 0) throw new TrainError('The model has no trainable weight.');
}

async function validate(run: Run, cursor: Cursor): Promise<Pick<EpochLog, 'validation'>> {
  const { validation, signal } = run.options;
  if (validation === undefined) return {};
  // Kept first: a stop during validation must not cost the epoch.
  await run.save(cursor);
  const { loss, metrics } = await evaluate(run.model, validation, {
    loss: run.loss,
    metrics: run.metrics,
    ...(signal ? { signal } : {}),
  });
  return { validation: { loss, metrics } };
}

/**
 * Trains a model by gradient descent and returns what each epoch came to. The model is changed in place.
 *
 * The same seed, backend and version give the same weights, also over a break with `checkpoint` and `resume`.
 *
 * @param data batches `{ xs, ys }` that fit the model and the loss.
 * @throws TrainError for options that cannot work; DivergedError when the loss is no longer finite; AbortError when
 *   stopped by `signal`; CheckpointError when a checkpoint cannot be written or does not belong to this run.
 */
export async function fit(model: LayersModel, data: BatchSource, options: FitOptions): Promise<History> {
  check(model, data, options);
  const run = createRun(model, data, options);
  try {
    let cursor = await run.begin();
    while (cursor.epoch < options.epochs) {
      const startedAt = performance.now();
      cursor = await trainEpoch(run, cursor);
      const log: EpochLog = {
        epoch: cursor.epoch + 1,
        curve: cursor.curve,
        ...meanOf(cursor.running),
        ...(await validate(run, cursor)),
        seconds: (performance.now() - startedAt) / 1000,
      };
      options.onEpoch?.(log);
      cursor = cursorAt([...cursor.history, log]);
      await run.save(cursor);
    }
    return cursor.history;
  } finally {
    run.optimizer.dispose();
  }
}
