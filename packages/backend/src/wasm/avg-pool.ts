import {
  AvgPool,
  AvgPool3D,
  type AvgPool3DAttrs,
  AvgPool3DGrad,
  type AvgPoolAttrs,
  AvgPoolGrad,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { address, type Engine, output } from './engine.ts';
import { identity } from './identity.ts';
import { allFloat, fallBack, type MakeKernel } from './kernel.ts';
import { type Pooling, placeGeometry, pooling2D, pooling3D } from './pooling.ts';

export interface AvgPoolExports {
  /** `shape` and `offsets`: see `placeGeometry`. */
  avgPool(x: number, y: number, shape: number, offsets: number): void;
  sumPool(x: number, y: number, shape: number, offsets: number): void;
  avgPoolGradient(dy: number, dx: number, shape: number, offsets: number): void;
}

function average(engine: Engine, x: TensorInfo, pooling: Pooling): TensorInfo {
  const y = output(engine, pooling.outShape);
  const { shape, offsets } = placeGeometry(engine, pooling);
  engine.wasm.avgPool(address(engine, x), address(engine, y), shape, offsets);
  return y;
}

function spread(engine: Engine, input: TensorInfo, dy: TensorInfo, pooling: Pooling): TensorInfo {
  const dx = output(engine, input.shape);
  const { shape, offsets } = placeGeometry(engine, pooling);
  engine.wasm.avgPoolGradient(address(engine, dy), address(engine, dx), shape, offsets);
  return dx;
}

/** The mean of what each window covers of the image. The stock kernel gives -infinity for windows with NaN. */
export const avgPool: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  if (!allFloat(x)) return fallBack(AvgPool, x.dtype, stock, args);
  const pooling = pooling2D(x.shape, args.attrs as unknown as AvgPoolAttrs);
  return pooling.nothing ? identity(engine, stock)(args) : average(engine, x, pooling);
};

export const avgPool3D: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  if (!allFloat(x)) return fallBack(AvgPool3D, x.dtype, stock, args);
  return average(engine, x, pooling3D(x.shape, args.attrs as unknown as AvgPool3DAttrs));
};

/**
 * Spreads each output's gradient evenly over its window. As in all of TensorFlow.js it is divided by the whole size of the
 * window, also at the borders of padded images, where the forward pass divides by less: its tests expect that.
 */
export const avgPoolGrad: MakeKernel = (engine, stock) => (args) => {
  const { dy, input } = args.inputs as { dy: TensorInfo; input: TensorInfo };
  if (!allFloat(dy)) return fallBack(AvgPoolGrad, dy.dtype, stock, args);
  return spread(engine, input, dy, pooling2D(input.shape, args.attrs as unknown as AvgPoolAttrs));
};

export const avgPool3DGrad: MakeKernel = (engine, stock) => (args) => {
  const { dy, input } = args.inputs as { dy: TensorInfo; input: TensorInfo };
  if (!allFloat(dy)) return fallBack(AvgPool3DGrad, dy.dtype, stock, args);
  return spread(engine, input, dy, pooling3D(input.shape, args.attrs as unknown as AvgPool3DAttrs));
};
