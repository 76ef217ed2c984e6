import type { BatchSource } from '@gradlab/datasets';
import type { Optimizer } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { encodeCheckpoint, type RunState, restoreCheckpoint } from './checkpoint.ts';
import type { FitOptions } from './fit-options.ts';
import type { EpochLog } from './history.ts';
import { crossEntropy, type Loss } from './losses.ts';
import { defaultMetrics, type Metric } from './metrics.ts';
import { EMPTY_MEAN } from './running-mean.ts';

/** Where a run stands: finished epochs, finished steps of the next one, and what they came to. */
export type Cursor = Omit<RunState, 'fingerprint'>;

/** Before the first step of the epoch that follows these. */
export const cursorAt = (history: readonly EpochLog[]): Cursor => ({
  epoch: history.length,
  step: 0,
  running: EMPTY_MEAN,
  curve: [],
  part: EMPTY_MEAN,
  history,
});

/** One call of `fit`: its options with defaults filled in, its optimizer and its checkpoint. */
export interface Run {
  readonly model: LayersModel;
  readonly data: BatchSource;
  readonly options: FitOptions;
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly stepsPerEpoch: number;
  /** Writes a checkpoint where one is wanted. */
  readonly save: (cursor: Cursor) => Promise<void>;
  /** Whether the last checkpoint is older than `checkpointSeconds`. */
  readonly isSaveDue: () => boolean;
  /** The checkpoint's place, or the beginning. */
  readonly begin: () => Promise<Cursor>;
}

export function createRun(model: LayersModel, data: BatchSource, options: FitOptions): Run {
  const {
    batchSize = 32,
    loss = crossEntropy,
    shuffle = true,
    seed = 0,
    checkpoint,
    checkpointSeconds = 60,
  } = options;
  const fingerprint = `samples ${data.length}, batch ${batchSize}, shuffle ${shuffle}, seed ${seed}`;
  const optimizer = options.optimizer();
  let savedAt = performance.now();
  return {
    model,
    data,
    options,
    optimizer,
    loss,
    metrics: options.metrics ?? defaultMetrics(loss),
    batchSize,
    shuffle,
    seed,
    stepsPerEpoch: Math.ceil(data.length / batchSize),
    isSaveDue: () => checkpoint !== undefined && performance.now() - savedAt > 1000 * checkpointSeconds,
    save: async (cursor) => {
      await checkpoint?.write(await encodeCheckpoint(model, optimizer, { ...cursor, fingerprint }));
      savedAt = performance.now();
    },
    begin: async () => {
      const bytes = options.resume ? await checkpoint?.read() : undefined;
      if (bytes === undefined) return cursorAt([]);
      const { state } = await restoreCheckpoint(bytes, model, optimizer, fingerprint);
      return state;
    },
  };
}
