import type { BatchSource, Progress } from '@gradlab/datasets';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { EpochLog } from './history.ts';
import type { Loss } from './losses.ts';
import type { Metric } from './metrics.ts';
import type { OptimizerRecipe } from './optimizers/recipe.ts';

export interface FitOptions {
  /** For example `sgd(0.02, { momentum: 0.92 })`. */
  readonly optimizer: OptimizerRecipe;
  /** Passes over the data; a positive integer. */
  readonly epochs: number;
  /** Default: 32, Keras' default. The last batch of an epoch may be smaller. */
  readonly batchSize?: number;
  /** Default: `crossEntropy`. */
  readonly loss?: Loss;
  /** Default: accuracy where the loss is cross-entropy, else none. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** Evaluated after every epoch. Default: none. */
  readonly validation?: BatchSource;
  /** A new order of the samples in every epoch. Default: true. */
  readonly shuffle?: boolean;
  /** Decides the orders; a non-negative integer. Default: 0. */
  readonly seed?: number;
  /** Stops after the current step with an AbortError, once the checkpoint is written. */
  readonly signal?: AbortSignal;
  /** Called after every step; `phase` names the epoch, `metrics` holds the loss and the metrics of the epoch so far. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called after every epoch. */
  readonly onEpoch?: (log: EpochLog) => void;
  /** Where to keep the newest checkpoint: after every epoch, every `checkpointSeconds`, and on abort. Default: nowhere. */
  readonly checkpoint?: CheckpointStore;
  /** Default: 60. */
  readonly checkpointSeconds?: number;
  /** Go on from the checkpoint where there is one; the result is the same as without the break. Default: false. */
  readonly resume?: boolean;
}
