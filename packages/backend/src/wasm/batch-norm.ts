import { FusedBatchNorm, type TensorInfo } from '@tensorflow/tfjs-core';
import { address, addressOr0, type Engine, output, scratch } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';

export interface BatchNormExports {
  /** Bytes of workspace for all of these. */
  batchNormWorkspace(rows: number, channels: number): number;
  /** y = (x - mean) / sqrt(variance + epsilon) scale + offset. */
  batchNormInference(
    x: number,
    rows: number,
    channels: number,
    mean: number,
    variance: number,
    scale: number,
    offset: number,
    epsilon: number,
    y: number,
    work: number,
  ): void;
  /** The same with the moments of x, which are returned. */
  batchNormTraining(
    x: number,
    rows: number,
    channels: number,
    scale: number,
    offset: number,
    epsilon: number,
    y: number,
    mean: number,
    variance: number,
    work: number,
  ): void;
  /** dx, d scale and d offset of the latter. */
  batchNormTrainingGradient(
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
  ): void;
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

/** A tensor as a matrix with a column for each channel, which is the last axis. */
export function channelMatrix(shape: readonly number[]): {
  readonly rows: number;
  readonly channels: number;
} {
  const channels = shape.at(-1) ?? 1;
  return { rows: sizeOf(shape.slice(0, -1)), channels };
}

export function batchNormWork(engine: Engine, rows: number, channels: number): number {
  return scratch(engine, 'batch norm', engine.wasm.batchNormWorkspace(rows, channels));
}

type Inputs = Readonly<Record<'x' | 'mean' | 'variance', TensorInfo>> &
  Readonly<Partial<Record<'scale' | 'offset', TensorInfo | null>>>;

/** Batch normalization with given statistics. Those that are not one number per channel are left to the stock kernel. */
export const fusedBatchNorm: MakeKernel = (engine, stock) => (args) => {
  const { x, mean, variance, scale, offset } = args.inputs as unknown as Inputs;
  const { varianceEpsilon } = args.attrs as unknown as { varianceEpsilon: number };
  const { rows, channels } = channelMatrix(x.shape);
  const perChannel = [mean, variance, scale, offset].every(
    (info) => !info || (info.shape.length === 1 && info.shape[0] === channels),
  );
  if (!perChannel) return fallBack(FusedBatchNorm, `statistics of shape [${mean.shape}]`, stock, args);
  if (!allFloat(x, mean, variance, scale, offset)) return fallBack(FusedBatchNorm, x.dtype, stock, args);
  const y = output(engine, x.shape);
  const [from, m, v, to] = [x, mean, variance, y].map((info) => address(engine, info)) as [
    number,
    number,
    number,
    number,
  ];
  const [s, o] = [addressOr0(engine, scale), addressOr0(engine, offset)];
  const work = batchNormWork(engine, rows, channels);
  engine.wasm.batchNormInference(from, rows, channels, m, v, s, o, varianceEpsilon, to, work);
  return y;
};
