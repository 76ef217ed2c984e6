import {
  backend_util,
  Slice,
  type SliceAttrs,
  SplitV,
  type SplitVAttrs,
  slice_util,
  type TensorInfo,
  Unpack,
  type UnpackAttrs,
  util,
} from '@tensorflow/tfjs-core';
import { address, type Engine, output } from './engine.ts';
import { fallBack, type MakeKernel } from './kernel.ts';
import { copyAxes, copyStrided, hasWords, stridesOf } from './strided-copy.ts';

/** The part of x that starts at `begin`; its shape may leave out axes of size 1 of `size`. */
function sliced(
  engine: Engine,
  x: TensorInfo,
  begin: readonly number[],
  size: readonly number[],
  shape = size,
): TensorInfo {
  const part = output(engine, shape, x.dtype);
  const strides = stridesOf(x.shape);
  const offset = begin.reduce((sum, place, i) => sum + place * (strides[i] as number), 0);
  const axes = copyAxes(size, strides, stridesOf(size));
  copyStrided(engine, address(engine, x) + 4 * offset, address(engine, part), axes);
  return part;
}

/** Pieces of the given sizes along one axis. */
function pieces(
  engine: Engine,
  x: TensorInfo,
  axis: number,
  sizes: readonly number[],
  shapeOf: (size: number[]) => number[],
): TensorInfo[] {
  const begin = x.shape.map(() => 0);
  return sizes.map((length) => {
    const size = x.shape.with(axis, length);
    const piece = sliced(engine, x, begin, size, shapeOf(size));
    begin[axis] = (begin[axis] as number) + length;
    return piece;
  });
}

/** The stock kernels read the whole tensor out of the memory for every piece of it. */
export const slice: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  if (!hasWords(x)) return fallBack(Slice, x.dtype, stock, args);
  const attrs = args.attrs as unknown as SliceAttrs;
  const [begin, size] = slice_util.parseSliceParams(x as never, attrs.begin, attrs.size) as [
    number[],
    number[],
  ];
  slice_util.assertParamsValid(x as never, begin, size);
  return sliced(engine, x, begin, size);
};

/** Neighbouring pieces along one axis. */
export const splitV: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  if (!hasWords(x)) return fallBack(SplitV, x.dtype, stock, args);
  const attrs = args.attrs as unknown as SplitVAttrs;
  const axis = util.parseAxisParam(attrs.axis, x.shape)[0] as number;
  const sizes = backend_util.prepareSplitSize(x as never, attrs.numOrSizeSplits, axis);
  return pieces(engine, x, axis, sizes, (size) => size);
};

/** Pieces of size 1 along one axis, which they no longer have. */
export const unpack: MakeKernel = (engine, stock) => (args) => {
  const { value } = args.inputs as { value: TensorInfo };
  if (!hasWords(value)) return fallBack(Unpack, value.dtype, stock, args);
  const attrs = args.attrs as unknown as UnpackAttrs;
  const axis = attrs.axis < 0 ? attrs.axis + value.shape.length : attrs.axis;
  const sizes = Array<number>(value.shape[axis] as number).fill(1);
  return pieces(engine, value, axis, sizes, (size) => size.toSpliced(axis, 1));
};
