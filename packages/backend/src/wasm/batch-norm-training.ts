import { type GradConfig, type Tensor, type TensorInfo, engine as tfEngine } from '@tensorflow/tfjs-core';
import { batchNormWork, channelMatrix } from './channel-matrix.ts';
import { continuationsOf, isShared } from './deferred.ts';
import { address, addressOr0, type Engine, output } from './engine.ts';
import type { MakeKernel } from './kernel.ts';
import {
  coefficientsPlace,
  normalized,
  putCoefficients,
  rectifiedWith,
  takeCoefficients,
} from './normalized.ts';

export const TRAINING_KERNEL = 'GradlabBatchNormTraining';
export const TRAINING_GRADIENT_KERNEL = 'GradlabBatchNormTrainingGradient';

/**
 * Batch normalization over all axes but the last with the batch's own statistics (Ioffe, Szegedy 2015): y, and the mean and
 * the (population) variance of each channel.
 */
export const batchNormTraining: MakeKernel =
  (engine) =>
  ({ inputs, attrs }) => {
    const { x, scale, offset } = inputs as { x: TensorInfo; scale: TensorInfo; offset?: TensorInfo };
    const { epsilon } = attrs as unknown as { epsilon: number };
    const { rows, channels } = channelMatrix(x.shape);
    const moments = [output(engine, [channels]), output(engine, [channels])];
    const [mean, variance] = moments.map((info) => address(engine, info)) as [number, number];
    const [from, s, o] = [address(engine, x), address(engine, scale), addressOr0(engine, offset)];
    const work = batchNormWork(engine, rows, channels);
    const place = coefficientsPlace(engine, channels);
    engine.wasm.batchNormStatistics(from, rows, channels, s, o, epsilon, place, mean, variance, work);
    return [normalized(engine, x, takeCoefficients(engine, channels)), ...moments];
  };

type GradientInputs = Readonly<
  Record<'x' | 'scale' | 'mean' | 'variance' | 'dy' | 'dMean' | 'dVariance', TensorInfo>
>;

/** What the gradient of the ReLU behind the normalization of x would be computed from, if nobody else wants it. */
function reluBefore(engine: Engine, x: TensorInfo, dy: TensorInfo) {
  const { active } = continuationsOf(engine, dy);
  const coefficients = active && rectifiedWith(active.y, x);
  return coefficients && !isShared(engine, dy) ? { dy: active.dy, coefficients } : undefined;
}

/** dx, d scale, d offset. */
export const batchNormTrainingGradient: MakeKernel =
  (engine) =>
  ({ inputs, attrs }) => {
    const { x, scale, mean, variance, dy, dMean, dVariance } = inputs as GradientInputs;
    const { epsilon } = attrs as unknown as { epsilon: number };
    const { rows, channels } = channelMatrix(x.shape);
    const relu = reluBefore(engine, x, dy);
    const results = [output(engine, x.shape), output(engine, [channels]), output(engine, [channels])];
    const [dx, dScale, dOffset] = results.map((info) => address(engine, info)) as [number, number, number];
    const [from, signal, m, ...vectors] = [x, relu?.dy ?? dy, mean, variance, scale, dMean, dVariance].map(
      (info) => address(engine, info),
    ) as [number, number, number, number, number, number, number];
    const work = batchNormWork(engine, rows, channels);
    const rest = [...vectors, epsilon, dx, dScale, dOffset, work] as const;
    if (relu) {
      const place = putCoefficients(engine, relu.coefficients);
      engine.wasm.batchNormReluGradient(from, signal, rows, channels, place, ...rest);
    } else engine.wasm.batchNormTrainingGradient(from, signal, rows, channels, m, ...rest);
    return results;
  };

/** All three parts come of the same two passes over the batch, so they are computed together. */
export const batchNormTrainingGradConfig: GradConfig = {
  kernelName: TRAINING_KERNEL,
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, true, true],
  gradFunc: (dys, saved, attrs) => {
    const [dy, dMean, dVariance] = dys as [Tensor, Tensor, Tensor];
    const [x, scale, mean, variance] = saved as [Tensor, Tensor, Tensor, Tensor];
    const inputs = { x, scale, mean, variance, dy, dMean, dVariance };
    const [dx, dScale, dOffset] = tfEngine().runKernel(
      TRAINING_GRADIENT_KERNEL,
      inputs,
      attrs,
    ) as unknown as [Tensor, Tensor, Tensor];
    return { x: () => dx, scale: () => dScale, offset: () => dOffset };
  },
};
