import { type Attack, type Classifier, classifier } from '@gradlab/attacks';
import { max, min, stack, type Tensor, tidy } from '@tensorflow/tfjs-core';
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

/**
 * For trainings that look at no attack of `@gradlab/attacks`, which checks its inputs itself.
 *
 * @throws TrainError where inputs leave the bounds by more than rounding: clipped to them, they would be other samples
 */
export async function checkWithinBounds(
  by: string,
  { xs }: ObjectiveBatch,
  { bounds = [0, 1] }: InputOptions,
): Promise<void> {
  const range = tidy(() => stack([min(xs), max(xs)]));
  try {
    const [lowest = Number.NaN, highest = Number.NaN] = await range.data();
    const slack = 1e-6 * Math.max(1, ...bounds.map(Math.abs).filter(Number.isFinite));
    if (lowest >= bounds[0] - slack && highest <= bounds[1] + slack) return;
    throw new TrainError(
      `${by} learns from inputs in the bounds [${bounds.join(', ')}], but a batch spans [${lowest}, ${highest}]; scale them, or give bounds.`,
    );
  } finally {
    range.dispose();
  }
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
