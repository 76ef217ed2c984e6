import type { BatchOptions, Progress } from '@gradlab/datasets';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { EarlyStoppingOptions } from './early-stopping.ts';
import type { EpochLog } from './history.ts';
import type { Logger } from './loggers/logger.ts';
import type { Loss } from './losses/loss.ts';
import type { Metric } from './metrics/accuracy.ts';
import type { ObjectiveRecipe } from './objective.ts';
import type { OptimizerRecipe } from './optimizers/recipe.ts';
import type { Schedule } from './schedules/schedule.ts';
import type { TrainSource } from './train-source.ts';

export interface FitOptions {
  /** For example `sgd(0.02, { momentum: 0.92 })`. */
  readonly optimizer: OptimizerRecipe;
  /** Passes over the data; a positive integer. */
  readonly epochs: number;
  /** Default: 32, Keras' default. The last batch of an epoch may be smaller. */
  readonly batchSize?: number;
  /** Batches whose gradients make one update together, as one large batch would; a positive integer. Default: 1. */
  readonly accumulate?: number;
  /** Default: `crossEntropy`. */
  readonly loss?: Loss;
  /** What training minimises instead of `loss`, which then measures the validation alone: `trades({ ... })`, a distillation. Default: none. */
  readonly objective?: ObjectiveRecipe;
  /** Default: accuracy where the loss is one of classes, else none. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** Multiplies the learning rate, update by update: `cosine({ warmup: 5 })`. Default: constant. */
  readonly schedule?: Schedule;
  /** All gradients are shortened together to at most this length, PyTorch's clip_grad_norm_. Default: never. */
  readonly clipNorm?: number;
  /** Every value of a gradient is kept within [-clipValue, clipValue], before `clipNorm`. Default: never. */
  readonly clipValue?: number;
  /**
   * Decay of a running mean of the trainable weights, in [0, 1), such as 0.999. It is validated, and it is what the model ends with. Default:
   * none.
   */
  readonly weightAverage?: number;
  /** Changes the training batches on their way: augmentation, mixup. Default: none. */
  readonly transform?: BatchOptions['transform'];
  /** Evaluated after every epoch. Default: none. */
  readonly validation?: TrainSource;
  /** Further figures of the model after an epoch, such as its accuracy under an attack: `EpochLog.probe`. Default: none. */
  readonly probe?: (model: LayersModel) => Promise<Readonly<Record<string, number>>>;
  /** Stops when the validation (or, without one, the training) no longer improves, and restores the best weights. Default: never. */
  readonly earlyStopping?: EarlyStoppingOptions;
  /** A new order of the samples in every epoch. Default: true. */
  readonly shuffle?: boolean;
  /** Decides the orders and the transforms; a non-negative integer. Default: 0. */
  readonly seed?: number;
  /** Stops after the current step with an AbortError, once the checkpoint is written. */
  readonly signal?: AbortSignal;
  /** Called after every step; `phase` names the epoch, `metrics` holds the loss and the metrics of the epoch so far. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called after every epoch. */
  readonly onEpoch?: (log: EpochLog) => void;
  /** Write the history somewhere: `csvLogger('log.csv')`, `jsonlLogger`, `tensorBoard`. Default: none. */
  readonly loggers?: readonly Logger[];
  /** Where to keep the newest checkpoint: after every epoch, every `checkpointSeconds`, and on abort. Default: nowhere. */
  readonly checkpoint?: CheckpointStore;
  /** Default: 60. */
  readonly checkpointSeconds?: number;
  /** Go on from the checkpoint where there is one; the result is the same as without the break. Default: false. */
  readonly resume?: boolean;
}
