import { type Attack, type Classifier, classifier } from '@gradlab/attacks';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainError } from '../errors.ts';
import type { ObjectiveBatch } from '../objective.ts';

/** What all kinds of adversarial training know of the inputs. */
export interface InputOptions {
  /** Range of legal inputs, which adversarial samples do not leave. Default: [0, 1]. */
  readonly bounds?: readonly [number, number];
}

/** A model as attacks see it: in inference mode, so that its moving averages are used and not moved. */
export const attackedModel = (model: LayersModel, { bounds = [0, 1] }: InputOptions): Classifier =>
  classifier(model, { bounds });

/** @throws TrainError where the targets are not class indices, which attacks need */
export function checkClasses(by: string, { ys }: ObjectiveBatch): void {
  if (ys.rank === 1 && ys.dtype === 'int32') return;
  throw new TrainError(
    `${by} needs int32 class indices [N] as targets, got ${ys.dtype} [${ys.shape}]; leave mixup and cutmix out.`,
  );
}

/** The adversarial samples of a batch. A sample without a gradient is used as it is. */
export async function craft(
  by: string,
  attack: Attack,
  batch: ObjectiveBatch,
  options: InputOptions,
): Promise<Tensor> {
  checkClasses(by, batch);
  return attack(attackedModel(batch.model, options), batch.xs, batch.ys, {
    allZeroGradient: 'report',
    ...(batch.signal && { signal: batch.signal }),
  });
}
