import { losses, oneHot, type Scalar, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';
import { TrainError } from './errors.ts';
import { runFused } from './fused-kernels.ts';

/** Mean loss of one batch. `targets` is the batch's `ys`, `outputs` what the model returned. The caller owns the scalar. */
export type Loss = (targets: Tensor, outputs: Tensor) => Scalar;

/**
 * Mean softmax cross-entropy from logits.
 *
 * From logits, not probabilities: TensorFlow.js clips probabilities at 1e-7, and the gradient is then exactly zero for
 * every sample whose margin passes 17.
 *
 * One kernel computes it on wasm, to a few units in the last place also where the network is sure of the target.
 *
 * @param targets int32 class indices `[N]` in [0, K). Others count as a loss of 0, or throw where the backend can tell (wasm).
 * @param outputs float32 logits `[N, K]`.
 * @throws TrainError where the shapes do not fit, for example for one-hot targets.
 */
export const crossEntropy: Loss = (targets, outputs) => {
  const [count, classes] = outputs.shape;
  if (outputs.rank !== 2 || targets.rank !== 1 || targets.shape[0] !== count) {
    throw new TrainError(
      `crossEntropy needs class indices [N] and logits [N, K], got [${targets.shape}] and [${outputs.shape}].`,
    );
  }
  const types = `${targets.dtype} ${outputs.dtype}`;
  const fused =
    types === 'int32 float32'
      ? runFused<Scalar>('GradlabSoftmaxCrossEntropy', { logits: outputs, labels: targets })
      : undefined;
  return (
    fused ??
    tidy(() => losses.softmaxCrossEntropy(oneHot(targets as Tensor1D, classes as number), outputs) as Scalar)
  );
};

/**
 * Mean squared error over all elements, PyTorch's MSELoss.
 *
 * @param targets any shape.
 * @param outputs the same shape: broadcasting here is nearly always a mistake.
 * @throws TrainError where the shapes differ.
 */
export const mse: Loss = (targets, outputs) => {
  if (targets.shape.join() !== outputs.shape.join()) {
    throw new TrainError(`mse needs two equal shapes, got [${targets.shape}] and [${outputs.shape}].`);
  }
  return losses.meanSquaredError(targets, outputs) as Scalar;
};
