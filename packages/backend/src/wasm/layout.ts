import {
  Reverse,
  type ReverseAttrs,
  type TensorInfo,
  Tile,
  type TileAttrs,
  Transpose,
  type TransposeAttrs,
  util,
} from '@tensorflow/tfjs-core';
import { address, output } from './engine.ts';
import { fallBack, type MakeKernel } from './kernel.ts';
import { type CopyAxis, copyAxes, copyStrided, hasWords, mergedAxes, stridesOf } from './strided-copy.ts';

/** Axes in another order. Where only axes of size 1 move, the result shares the memory. */
export const transpose: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  if (!hasWords(x)) return fallBack(Transpose, x.dtype, stock, args);
  const { perm } = args.attrs as unknown as TransposeAttrs;
  const strides = stridesOf(x.shape);
  const shape = perm.map((axis) => x.shape[axis] as number);
  const axes = copyAxes(
    shape,
    perm.map((axis) => strides[axis] as number),
    stridesOf(shape),
  );
  if (mergedAxes(axes).length < 2) {
    engine.backend.incRef(x.dataId);
    return { dataId: x.dataId, shape, dtype: x.dtype };
  }
  const result = output(engine, shape, x.dtype);
  copyStrided(engine, address(engine, x), address(engine, result), axes);
  return result;
};

/** Some axes from their ends to their beginnings. */
export const reverse: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  if (!hasWords(x)) return fallBack(Reverse, x.dtype, stock, args);
  const turned = util.parseAxisParam((args.attrs as unknown as ReverseAttrs).dims, x.shape);
  const result = output(engine, x.shape, x.dtype);
  const strides = stridesOf(x.shape);
  let from = address(engine, x);
  const fromStrides = strides.map((stride, axis) => {
    if (!turned.includes(axis)) return stride;
    from += 4 * stride * ((x.shape[axis] as number) - 1);
    return -stride;
  });
  copyStrided(engine, from, address(engine, result), copyAxes(x.shape, fromStrides, strides));
  return result;
};

/** Repeats along axes; broadcasting to a shape is made of it. */
export const tile: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  if (!hasWords(x)) return fallBack(Tile, x.dtype, stock, args);
  const { reps } = args.attrs as unknown as TileAttrs;
  const shape = x.shape.map((size, axis) => size * (reps[axis] as number));
  const result = output(engine, shape, x.dtype);
  const to = stridesOf(shape);
  const repeats = reps.map(
    (size, axis): CopyAxis => ({
      size,
      from: 0,
      to: (x.shape[axis] as number) * (to[axis] as number),
    }),
  );
  const axes = [...repeats, ...copyAxes(x.shape, stridesOf(x.shape), to)];
  copyStrided(engine, address(engine, x), address(engine, result), axes);
  return result;
};
