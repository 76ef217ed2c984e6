import { FusedBatchNorm, type TensorInfo } from '@tensorflow/tfjs-core';
import { channelMatrix } from './channel-matrix.ts';
import { address, addressOr0 } from './engine.ts';
import { allFloat, fallBack, type MakeKernel } from './kernel.ts';
import { coefficientsPlace, normalized, takeCoefficients } from './normalized.ts';

type Apply = (
  x: number,
  rows: number,
  channels: number,
  coefficients: number,
  y: number,
  work: number,
) => void;
type ApplyAndAdd = (
  x: number,
  other: number,
  rows: number,
  channels: number,
  coefficients: number,
  y: number,
  work: number,
) => void;

type Gradient = (
  x: number,
  dy: number,
  rows: number,
  channels: number,
  mean: number,
  variance: number,
  scale: number,
  dMean: number,
  dVariance: number,
  epsilon: number,
  dx: number,
  dScale: number,
  dOffset: number,
  work: number,
) => void;

export interface BatchNormExports {
  /** Bytes of workspace for all of these. */
  batchNormWorkspace(rows: number, channels: number): number;
  /** Mean and variance of x, and the coefficients [3, channels] of (x - mean) / sqrt(variance + epsilon) scale + offset. */
  batchNormStatistics(
    x: number,
    rows: number,
    channels: number,
    scale: number,
    offset: number,
    epsilon: number,
    coefficients: number,
    mean: number,
    variance: number,
    work: number,
  ): void;
  /** The coefficients for given mean and variance. */
  batchNormCoefficients(
    channels: number,
    mean: number,
    variance: number,
    scale: number,
    offset: number,
    epsilon: number,
    coefficients: number,
  ): void;
  /** What the coefficients say. */
  batchNormApply: Apply;
  /** max(that, 0). */
  batchNormRelu: Apply;
  /** That plus a tensor of the shape of x. */
  batchNormAdd: ApplyAndAdd;
  /** max(that plus a tensor, 0). */
  batchNormAddRelu: ApplyAndAdd;
  /** dx, d scale and d offset of batch normalization in training. */
  batchNormTrainingGradient: Gradient;
  /** The same where a ReLU followed; the coefficients of the normalization in the place of the mean. */
  batchNormReluGradient: Gradient;
  /** Sums of dy (x - mean) over the rows. */
  batchNormProducts(
    x: number,
    dy: number,
    rows: number,
    channels: number,
    mean: number,
    out: number,
    work: number,
  ): void;
}

type Inputs = Readonly<Record<'x' | 'mean' | 'variance', TensorInfo>> &
  Readonly<Partial<Record<'scale' | 'offset', TensorInfo | null>>>;

/** Batch normalization with given statistics. Those that are not one number per channel are left to the stock kernel. */
export const fusedBatchNorm: MakeKernel = (engine, stock) => (args) => {
  const { x, mean, variance, scale, offset } = args.inputs as unknown as Inputs;
  const { varianceEpsilon } = args.attrs as unknown as { varianceEpsilon: number };
  const { channels } = channelMatrix(x.shape);
  const perChannel = [mean, variance, scale, offset].every(
    (info) => !info || (info.shape.length === 1 && info.shape[0] === channels),
  );
  if (!perChannel) return fallBack(FusedBatchNorm, `statistics of shape [${mean.shape}]`, stock, args);
  if (!allFloat(x, mean, variance, scale, offset)) return fallBack(FusedBatchNorm, x.dtype, stock, args);
  const [m, v] = [address(engine, mean), address(engine, variance)];
  const [s, o] = [addressOr0(engine, scale), addressOr0(engine, offset)];
  const place = coefficientsPlace(engine, channels);
  engine.wasm.batchNormCoefficients(channels, m, v, s, o, varianceEpsilon, place);
  return normalized(engine, x, takeCoefficients(engine, channels));
};
