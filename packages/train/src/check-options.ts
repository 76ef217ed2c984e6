import type { BatchSource } from '@gradlab/datasets';
import type { Optimizer } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkEarlyStopping } from './early-stopping.ts';
import { TrainError } from './errors.ts';
import type { FitOptions } from './fit-options.ts';
import { isSlotOptimizer, type SlotOptimizer } from './optimizers/slot-optimizer.ts';

const positiveInteger = (name: string, value: number) => {
  if (!Number.isInteger(value) || value < 1)
    throw new TrainError(`${name} must be a positive integer, got ${value}.`);
};

const positive = (name: string, value: number | undefined) => {
  if (value !== undefined && !(value > 0)) throw new TrainError(`${name} must be positive, got ${value}.`);
};

/** @throws TrainError for options that cannot work */
export function checkOptions(model: LayersModel, data: BatchSource, options: FitOptions): void {
  const {
    epochs,
    seed = 0,
    batchSize = 32,
    accumulate = 1,
    clipNorm,
    clipValue,
    weightAverage = 0,
  } = options;
  positiveInteger('epochs', epochs);
  positiveInteger('batchSize', batchSize);
  positiveInteger('accumulate', accumulate);
  positive('clipNorm', clipNorm);
  positive('clipValue', clipValue);
  if (!(weightAverage >= 0 && weightAverage < 1)) {
    throw new TrainError(`weightAverage must be a decay in [0, 1), got ${weightAverage}.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new TrainError(`seed must be a non-negative integer, got ${seed}.`);
  }
  if (options.earlyStopping) checkEarlyStopping(options.earlyStopping);
  if (data.length === 0) throw new TrainError('There is no sample to train on.');
  if (model.trainableWeights.length === 0) throw new TrainError('The model has no trainable weight.');
}

/** @throws TrainError where the optimizer cannot follow a schedule */
export function scalable(optimizer: Optimizer): SlotOptimizer {
  if (isSlotOptimizer(optimizer)) return optimizer;
  throw new TrainError(
    `A schedule needs an optimizer of this package; ${optimizer.getClassName()} does not let its learning rate be set.`,
  );
}
