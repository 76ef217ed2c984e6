import { div, mean, mul, type Scalar, sum, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';
import { TrainError } from '../errors.ts';

/** Mean loss of one batch. `targets` is the batch's `ys`, `outputs` what the model returned. The caller owns the scalar. */
export interface Loss {
  (targets: Tensor, outputs: Tensor): Scalar;
  /** The loss of each sample, for batches whose samples have weights. Losses of this package have it. */
  readonly samples?: SampleLosses;
  /** Set where the outputs are logits of classes: accuracy is then reported unless the caller names metrics. */
  readonly ofClasses?: true;
}

/**
 * The losses of a batch, `[N]`, and where its classes have weights those of the samples' classes, `[N]`. Call it inside tidy.
 */
export type SampleLosses = (
  targets: Tensor,
  outputs: Tensor,
) => { readonly losses: Tensor1D; readonly classWeights?: Tensor1D };

/** A loss from what it is for each sample: their mean, or with class weights their weighted mean (PyTorch's reduction). */
export function meanLoss(samples: SampleLosses): Loss {
  const loss = (targets: Tensor, outputs: Tensor): Scalar =>
    tidy(() => {
      const { losses, classWeights } = samples(targets, outputs);
      if (classWeights === undefined) return mean(losses) as Scalar;
      return div(sum(mul(losses, classWeights)), sum(classWeights)) as Scalar;
    });
  return Object.assign(loss, { samples });
}

/** The same for a loss of logits against classes. */
export const meanLossOfClasses = (samples: SampleLosses): Loss =>
  Object.assign(meanLoss(samples), { ofClasses: true as const });

/**
 * The loss of a batch whose samples have weights: the sum of weight times loss over the number of samples, Keras' reduction; where
 * classes have weights too, over the sum of those.
 *
 * @param weights float32 `[N]`
 * @throws TrainError for a loss that does not say what it is for each sample, or weights of another shape
 */
export function weightedLoss(loss: Loss, targets: Tensor, outputs: Tensor, weights: Tensor): Scalar {
  const { samples } = loss;
  if (samples === undefined) {
    throw new TrainError('The samples have weights, but the loss has no `samples`; make it with meanLoss.');
  }
  return tidy(() => {
    const { losses, classWeights } = samples(targets, outputs);
    if (weights.shape.join() !== losses.shape.join()) {
      throw new TrainError(
        `The weights are [${weights.shape}] for losses [${losses.shape}]; pass one for each sample.`,
      );
    }
    if (classWeights === undefined) return mean(mul(losses, weights)) as Scalar;
    return div(sum(mul(mul(losses, classWeights), weights)), sum(classWeights)) as Scalar;
  });
}

/** @throws TrainError where two shapes differ: broadcasting here is nearly always a mistake */
export function checkSameShape(by: string, targets: Tensor, outputs: Tensor): void {
  if (targets.shape.join() === outputs.shape.join()) return;
  throw new TrainError(`${by} needs two equal shapes, got [${targets.shape}] and [${outputs.shape}].`);
}
