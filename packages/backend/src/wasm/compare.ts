import {
  broadcast_util,
  type DataType,
  Equal,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  Maximum,
  Minimum,
  NotEqual,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { address, type Engine, output, scratch } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { copyAxes, copyStrided, stridesOf } from './strided-copy.ts';

/** `single`: there is but one number at y. `count` results: bytes of 0 and 1, or floats. */
type Pairwise = (x: number, y: number, single: boolean, out: number, count: number) => void;

export interface CompareExports {
  less: Pairwise;
  lessEqual: Pairwise;
  greater: Pairwise;
  greaterEqual: Pairwise;
  equal: Pairwise;
  notEqual: Pairwise;
  maximum: Pairwise;
  minimum: Pairwise;
}

/** For each kernel its function, and the one that says the same of y and x. */
const FUNCTIONS: Readonly<Record<string, readonly [keyof CompareExports, keyof CompareExports, DataType]>> = {
  [Less]: ['less', 'greater', 'bool'],
  [LessEqual]: ['lessEqual', 'greaterEqual', 'bool'],
  [Greater]: ['greater', 'less', 'bool'],
  [GreaterEqual]: ['greaterEqual', 'lessEqual', 'bool'],
  [Equal]: ['equal', 'equal', 'bool'],
  [NotEqual]: ['notEqual', 'notEqual', 'bool'],
  [Maximum]: ['maximum', 'maximum', 'float32'],
  [Minimum]: ['minimum', 'minimum', 'float32'],
};

/** Where a tensor lies, or its numbers repeated to fit a larger shape. `place` names the memory for these. */
function fitted(engine: Engine, info: TensorInfo, shape: readonly number[], place: string): number {
  const size = sizeOf(shape);
  if (sizeOf(info.shape) === size) return address(engine, info);
  const own = [...Array<number>(shape.length - info.shape.length).fill(1), ...info.shape];
  const strides = stridesOf(own).map((stride, axis) => (own[axis] === 1 ? 0 : stride));
  const to = scratch(engine, place, 4 * size);
  copyStrided(engine, address(engine, info), to, copyAxes(shape, strides, stridesOf(shape)));
  return to;
}

/**
 * An operation on two tensors, or on a tensor and a single number. The stock kernels take forty nanoseconds per number where one
 * operand is a single number, up to two hundred where it is repeated otherwise, and four elsewhere.
 */
const pairwise =
  (name: string, plain: keyof CompareExports, swapped: keyof CompareExports, dtype: DataType): MakeKernel =>
  (engine, stock) =>
  (args) => {
    const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo };
    const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    if (!allFloat(a, b)) return fallBack(name, `${a.dtype} and ${b.dtype}`, stock, args);
    const count = sizeOf(shape);
    const result = output(engine, shape, dtype);
    const [x, y, f] = sizeOf(a.shape) === 1 ? [b, a, swapped] : [a, b, plain];
    const single = sizeOf(y.shape) === 1 && count !== 1;
    const from = fitted(engine, x, shape, 'left operand');
    const other = single ? address(engine, y) : fitted(engine, y, shape, 'right operand');
    engine.wasm[f](from, other, single, address(engine, result), count);
    return result;
  };

/** Comparisons, and the larger and the smaller of two; NaN is neither, and comes through. */
export const compareKernels: Readonly<Record<string, MakeKernel>> = Object.fromEntries(
  Object.entries(FUNCTIONS).map(([name, functions]) => [name, pairwise(name, ...functions)]),
);
