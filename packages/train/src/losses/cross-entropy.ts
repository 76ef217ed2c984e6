import {
  add,
  div,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { TrainError } from '../errors.ts';
import { runFused } from '../fused-kernels.ts';
import { checkSetting } from '../settings.ts';
import { type Loss, meanLossOfClasses, type SampleLosses } from './loss.ts';

/**
 * The targets as probabilities `[N, K]`.
 *
 * @throws TrainError where they are neither class indices `[N]` nor probabilities `[N, K]` for logits `[N, K]`
 */
export function targetProbabilities(by: string, targets: Tensor, outputs: Tensor): Tensor2D {
  const [count, classes] = outputs.shape;
  const indices = targets.rank === 1 && targets.shape[0] === count && targets.dtype === 'int32';
  const probabilities =
    targets.rank === 2 && targets.dtype === 'float32' && `${targets.shape}` === `${outputs.shape}`;
  if (outputs.rank !== 2 || !(indices || probabilities)) {
    throw new TrainError(
      `${by} needs int32 class indices [N] or float32 probabilities [N, K], and logits [N, K]; ` +
        `got ${targets.dtype} [${targets.shape}] and [${outputs.shape}].`,
    );
  }
  // Not oneHot(..., 'float32'): on stock wasm it writes the bits of integers.
  return (indices ? mul(oneHot(targets as Tensor1D, classes as number), 1) : targets) as Tensor2D;
}

/** Losses of each sample, `[N]`, from logits. Call it inside tidy. */
const samples: SampleLosses = (targets, outputs) => {
  const wanted = targetProbabilities('crossEntropy', targets, outputs);
  return { losses: neg(sum(mul(wanted, logSoftmax(outputs)), -1)) as Tensor1D };
};

const composed = meanLossOfClasses(samples);

/**
 * Mean softmax cross-entropy from logits.
 *
 * From logits, not probabilities: TensorFlow.js clips probabilities at 1e-7, and the gradient is then exactly zero for
 * every sample whose margin passes 17.
 *
 * One kernel computes it on wasm where the targets are indices, to a few units in the last place also where the network is sure.
 *
 * @param targets int32 class indices `[N]` in [0, K), or float32 probabilities `[N, K]` as mixup makes them. Other indices count as a loss
 *   of 0, or throw where the backend can tell (wasm).
 * @param outputs float32 logits `[N, K]`.
 * @throws TrainError where shapes or types do not fit.
 */
export const crossEntropy: Loss = Object.assign(
  (targets: Tensor, outputs: Tensor): Scalar => {
    const plain =
      targets.dtype === 'int32' &&
      outputs.dtype === 'float32' &&
      outputs.rank === 2 &&
      targets.rank === 1 &&
      targets.shape[0] === outputs.shape[0];
    const fused = plain
      ? runFused<Scalar>('GradlabSoftmaxCrossEntropy', { logits: outputs, labels: targets })
      : undefined;
    return fused ?? composed(targets, outputs);
  },
  { samples, ofClasses: true as const },
);

export interface CrossEntropyOptions {
  /** Part of the target that is spread evenly over all classes (Szegedy et al. 2016, arXiv:1512.00567), in [0, 1). Default: 0. */
  readonly labelSmoothing?: number;
  /** A factor for each class's samples, `[K]`; the mean is then weighted too, as in PyTorch. Default: none. */
  readonly classWeights?: readonly number[];
}

/**
 * Cross-entropy with smoothed labels or weighted classes.
 *
 * @throws TrainError for settings that cannot work; the loss itself as `crossEntropy`, and where the number of weights is not that of classes
 */
export function crossEntropyWith({ labelSmoothing = 0, classWeights }: CrossEntropyOptions): Loss {
  checkSetting('crossEntropyWith: labelSmoothing', labelSmoothing, 1);
  for (const weight of classWeights ?? []) checkSetting('crossEntropyWith: each class weight', weight);
  return meanLossOfClasses((targets, outputs) => {
    const wanted = targetProbabilities('crossEntropyWith', targets, outputs);
    const logs = logSoftmax(outputs);
    const [, classes = 0] = outputs.shape;
    if (classWeights === undefined) {
      const exact = neg(sum(mul(wanted, logs), -1));
      const spread = neg(mean(logs, -1));
      return { losses: add(mul(exact, 1 - labelSmoothing), mul(spread, labelSmoothing)) as Tensor1D };
    }
    if (classWeights.length !== classes) {
      throw new TrainError(`crossEntropyWith: ${classWeights.length} class weights for ${classes} classes.`);
    }
    const { losses, sums } = weighted(wanted, logs, tensor1d([...classWeights]), labelSmoothing);
    // PyTorch divides by the weights of the targets only where these are indices.
    return targets.rank === 1 ? { losses: div(losses, sums), classWeights: sums } : { losses };
  });
}

/** The losses with every class's term times the class's weight, and the weights of the targets. */
function weighted(wanted: Tensor2D, logs: Tensor, weights: Tensor1D, smoothing: number) {
  const sums = sum(mul(wanted, weights), -1) as Tensor1D;
  const exact = neg(sum(mul(mul(wanted, weights), logs), -1));
  const spread = neg(mean(mul(weights, logs), -1));
  return { losses: add(mul(exact, 1 - smoothing), mul(spread, smoothing)) as Tensor1D, sums };
}
