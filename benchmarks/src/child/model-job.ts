import * as models from '@gradlab/models';
import { util } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Job } from '../protocol.ts';
import type { Workload } from '../workloads.ts';
import { type Batch, randomBatch } from './inputs.ts';
import { repeatable } from './operations.ts';
import type { Repeatable } from './repeat.ts';

type ModelJob = Extract<Job, { kind: 'model' }>;

/** The network of a workload, by the name of its factory. */
export function buildModel({ id }: Pick<Workload, 'id'>, seed: number): LayersModel {
  const factory = (models as Record<string, unknown>)[id];
  if (typeof factory !== 'function') throw new Error(`@gradlab/models has no ${id}`);
  return factory({ seed }) as LayersModel;
}

/** Number of trainable parameters. */
export const parametersOf = (model: LayersModel): number =>
  model.trainableWeights.reduce((sum, { shape }) => sum + util.sizeFromShape(shape as number[]), 0);

/** Keeps the network of the last workload, so that its operations share it. */
export function modelJobs(): (job: ModelJob) => Repeatable & { readonly parameters: number } {
  let last: { key: string; model: LayersModel; batch: Batch } | undefined;
  return ({ workload, operation, seed }) => {
    const key = JSON.stringify([workload, seed]);
    if (last?.key !== key) {
      last?.model.dispose();
      last?.batch.xs.dispose();
      last?.batch.ys.dispose();
      last = { key, model: buildModel(workload, seed), batch: randomBatch(workload, seed) };
    }
    const { model, batch } = last;
    return { ...repeatable(operation, model, batch), parameters: parametersOf(model) };
  };
}
