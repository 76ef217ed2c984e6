import {
  MaxPool,
  MaxPool3D,
  type MaxPool3DAttrs,
  MaxPool3DGrad,
  type MaxPoolAttrs,
  MaxPoolGrad,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { address, type Engine, output } from './engine.ts';
import { identity } from './identity.ts';
import { allFloat, fallBack, type MakeKernel } from './kernel.ts';
import { type Pooling, placeGeometry, pooling2D, pooling3D } from './pooling.ts';

export interface MaxPoolExports {
  /** `shape` and `offsets`: see `placeGeometry`. */
  maxPool(x: number, y: number, shape: number, offsets: number): void;
  maxPoolInt(x: number, y: number, shape: number, offsets: number): void;
  maxPoolGradient(x: number, dy: number, dx: number, shape: number, offsets: number): void;
  maxPoolGradientLast(x: number, dy: number, dx: number, shape: number, offsets: number): void;
  maxPoolGradient2x2(
    x: number,
    dy: number,
    dx: number,
    batch: number,
    height: number,
    width: number,
    channels: number,
  ): void;
}

/** The largest value of each window, of floats or 32-bit integers; never NaN. */
export const maxPool: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  if (x.dtype !== 'int32' && !allFloat(x)) return fallBack(MaxPool, x.dtype, stock, args);
  const pooling = pooling2D(x.shape, args.attrs as unknown as MaxPoolAttrs);
  if (pooling.nothing) return identity(engine, stock)(args);
  const y = output(engine, pooling.outShape, x.dtype);
  const { shape, offsets } = placeGeometry(engine, pooling);
  const pool = x.dtype === 'int32' ? engine.wasm.maxPoolInt : engine.wasm.maxPool;
  pool(address(engine, x), address(engine, y), shape, offsets);
  return y;
};

/** The stock kernel takes the maximum with 1e-38, which is wrong where a window has no positive value. */
export const maxPool3D: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  if (!allFloat(x)) return fallBack(MaxPool3D, x.dtype, stock, args);
  const pooling = pooling3D(x.shape, args.attrs as unknown as MaxPool3DAttrs);
  const y = output(engine, pooling.outShape);
  const { shape, offsets } = placeGeometry(engine, pooling);
  engine.wasm.maxPool(address(engine, x), address(engine, y), shape, offsets);
  return y;
};

function gradient(
  engine: Engine,
  x: TensorInfo,
  dy: TensorInfo,
  pooling: Pooling,
  ties: 'first' | 'last',
): TensorInfo {
  const dx = output(engine, x.shape);
  const [from, signal, to] = [x, dy, dx].map((info) => address(engine, info)) as [number, number, number];
  if (pooling.halves) {
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    engine.wasm.maxPoolGradient2x2(from, signal, to, batch, height, width, channels);
  } else {
    const { shape, offsets } = placeGeometry(engine, pooling);
    const route = ties === 'first' ? engine.wasm.maxPoolGradient : engine.wasm.maxPoolGradientLast;
    route(from, signal, to, shape, offsets);
  }
  return dx;
}

/**
 * Gives each output's gradient to the first maximum of its window, row after row, as the cpu backend does; a window of nothing
 * but NaN and -infinity gives it to nobody.
 */
export const maxPoolGrad: MakeKernel = (engine, stock) => (args) => {
  const { dy, input } = args.inputs as { dy: TensorInfo; input: TensorInfo };
  if (!allFloat(dy, input)) return fallBack(MaxPoolGrad, input.dtype, stock, args);
  return gradient(engine, input, dy, pooling2D(input.shape, args.attrs as unknown as MaxPoolAttrs), 'first');
};

/** The same for volumes, where TensorFlow.js gives it to the last maximum. */
export const maxPool3DGrad: MakeKernel = (engine, stock) => (args) => {
  const { dy, input } = args.inputs as { dy: TensorInfo; input: TensorInfo };
  if (!allFloat(dy, input)) return fallBack(MaxPool3DGrad, input.dtype, stock, args);
  return gradient(engine, input, dy, pooling3D(input.shape, args.attrs as unknown as MaxPool3DAttrs), 'last');
};
