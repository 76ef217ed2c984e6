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
import { address, output } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';

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

/**
 * An operation on two tensors of the same shape, or on a tensor and a single number. The stock kernels take forty nanoseconds per
 * number where one operand is a single number, and four elsewhere.
 */
const pairwise =
  (name: string, plain: keyof CompareExports, swapped: keyof CompareExports, dtype: DataType): MakeKernel =>
  (engine, stock) =>
  (args) => {
    const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo };
    const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const [count, left, right] = [shape, a.shape, b.shape].map(sizeOf) as [number, number, number];
    const covered = Math.max(left, right) === count && (left === right || Math.min(left, right) === 1);
    if (!allFloat(a, b) || !covered) {
      return fallBack(name, `${a.dtype} [${a.shape}] and ${b.dtype} [${b.shape}]`, stock, args);
    }
    const result = output(engine, shape, dtype);
    const [x, y, f] = left < right ? [b, a, swapped] : [a, b, plain];
    const [from, other, to] = [x, y, result].map((info) => address(engine, info)) as [number, number, number];
    engine.wasm[f](from, other, left !== right, to, count);
    return result;
  };

/** Comparisons, and the larger and the smaller of two; NaN is neither, and comes through. */
export const compareKernels: Readonly<Record<string, MakeKernel>> = Object.fromEntries(
  Object.entries(FUNCTIONS).map(([name, functions]) => [name, pairwise(name, ...functions)]),
);
