import type { BatchSource } from '@gradlab/datasets';
import { dispose, type Optimizer, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Best, bestWeights } from './best-weights.ts';
import { scalable } from './check-options.ts';
import { type Copies, encodeCheckpoint, type RunState, restoreCheckpoint } from './checkpoint.ts';
import type { FitOptions } from './fit-options.ts';
import type { EpochLog } from './history.ts';
import { crossEntropy } from './losses/cross-entropy.ts';
import type { Loss } from './losses/loss.ts';
import type { Metric } from './metrics/accuracy.ts';
import { defaultMetrics } from './metrics/default-metrics.ts';
import type { Objective } from './objective.ts';
import { EMPTY_MEAN } from './running-mean.ts';
import { trainableVariables } from './train-step.ts';
import { stepTeller } from './training-step.ts';
import { type WeightAverage, weightAverage } from './weight-average.ts';

/** Where a run stands: finished epochs, finished updates of the next one, and what they came to. */
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
  readonly objective: Objective | undefined;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly clipNorm: number | undefined;
  readonly clipValue: number | undefined;
  readonly batchSize: number;
  readonly accumulate: number;
  readonly shuffle: boolean;
  readonly seed: number;
  /** Updates made on each batch. */
  readonly replays: number;
  /** Updates in an epoch. */
  readonly stepsPerEpoch: number;
  /** Sets the learning rate for the update after the cursor. */
  readonly schedule: (cursor: Cursor) => number;
  /** Tells the layers which batch of the run comes. */
  readonly tellStep: (batch: number) => void;
  /** Running means of the weights, where they are wanted. */
  readonly average: () => WeightAverage | undefined;
  /** Weights of the best epoch, where they are wanted. */
  readonly best: Best | undefined;
  /** Writes a checkpoint where one is wanted. */
  readonly save: (cursor: Cursor) => Promise<void>;
  /** Whether the last checkpoint is older than `checkpointSeconds`. */
  readonly isSaveDue: () => boolean;
  /** The checkpoint's place, or the beginning. */
  readonly begin: () => Promise<Cursor>;
  readonly dispose: () => void;
}

function scheduler(optimizer: Optimizer, options: FitOptions, stepsPerEpoch: number): Run['schedule'] {
  const { schedule, epochs } = options;
  if (schedule === undefined) return () => 1;
  const target = scalable(optimizer);
  return ({ epoch, step, history }) => {
    const done = epoch * stepsPerEpoch + step;
    const position = {
      step: done,
      steps: epochs * stepsPerEpoch,
      stepsPerEpoch,
      epoch: done / stepsPerEpoch,
      epochs,
    };
    const factor = schedule({ ...position, history });
    target.scaleLearningRate(factor);
    return factor;
  };
}

export function createRun(model: LayersModel, data: BatchSource, options: FitOptions): Run {
  const {
    batchSize = 32,
    accumulate = 1,
    loss = crossEntropy,
    shuffle = true,
    seed = 0,
    checkpoint,
    checkpointSeconds = 60,
    weightAverage: decay = 0,
  } = options;
  const objective = options.objective?.();
  const replays = objective?.replays ?? 1;
  const fingerprint = [
    `samples ${data.length}`,
    `batch ${batchSize}`,
    ...(accumulate === 1 ? [] : [`accumulate ${accumulate}`]),
    ...(replays === 1 ? [] : [`replays ${replays}`]),
    `shuffle ${shuffle}`,
    `seed ${seed}`,
  ].join(', ');
  const optimizer = options.optimizer();
  const stepsPerEpoch = Math.ceil(Math.ceil(data.length / batchSize) / accumulate) * replays;
  const best = options.earlyStopping && bestWeights(model, options.earlyStopping);
  const averageOf = (start?: readonly Tensor[]) =>
    decay > 0 ? weightAverage(trainableVariables(model), decay, start) : undefined;
  let average: WeightAverage | undefined;
  let savedAt = performance.now();
  return {
    model,
    data,
    options,
    optimizer,
    loss,
    objective,
    metrics: options.metrics ?? defaultMetrics(loss),
    clipNorm: options.clipNorm,
    clipValue: options.clipValue,
    batchSize,
    accumulate,
    shuffle,
    seed,
    replays,
    stepsPerEpoch,
    schedule: scheduler(optimizer, options, stepsPerEpoch),
    tellStep: stepTeller(model),
    average: () => average,
    best,
    isSaveDue: () => checkpoint !== undefined && performance.now() - savedAt > 1000 * checkpointSeconds,
    save: async (cursor) => {
      if (checkpoint !== undefined) {
        const copies: Copies = {
          ...(average ? { average: average.tensors() } : {}),
          ...(best?.tensors() ? { best: best.tensors() } : {}),
          ...(objective?.variables ? { objective: objective.variables() } : {}),
        } as Copies;
        await checkpoint.write(await encodeCheckpoint(model, optimizer, { ...cursor, fingerprint }, copies));
      }
      savedAt = performance.now();
    },
    begin: async () => {
      const bytes = options.resume ? await checkpoint?.read() : undefined;
      if (bytes === undefined) {
        average = averageOf();
        return cursorAt([]);
      }
      const { state, copies } = await restoreCheckpoint(bytes, model, optimizer, fingerprint);
      average = averageOf(copies.average);
      if (copies.best) best?.restore(copies.best);
      if (copies.objective) objective?.restore?.(copies.objective);
      for (const tensors of Object.values(copies)) dispose([...tensors]);
      return state;
    },
    dispose: () => {
      optimizer.dispose();
      average?.dispose();
      best?.dispose();
      objective?.dispose?.();
    },
  };
}
