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
import { address, type Engine, output } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';

export interface CompareExports {
  /** `single`: there is but one number at y. One byte for each number of x. */
  compare(operation: number, x: number, y: number, single: boolean, out: number, count: number): void;
  extreme(larger: boolean, x: number, y: number, single: boolean, out: number, count: number): void;
}

/** Numbers of the operations in engine/assembly/compare.ts: x with y, and the same said of y with x. */
const COMPARISONS = {
  [Less]: [0, 2],
  [LessEqual]: [1, 3],
  [Greater]: [2, 0],
  [GreaterEqual]: [3, 1],
  [Equal]: [4, 4],
  [NotEqual]: [5, 5],
} as const;

type Write = (engine: Engine, x: number, y: number, single: boolean, out: number, count: number) => void;

/**
 * An operation on two tensors of the same shape, or on a tensor and a single number. `swapped` does the same with its operands
 * exchanged. The stock kernels take forty nanoseconds per number where one operand is a single number, and five elsewhere.
 */
const pairwise =
  (name: string, dtype: DataType, plain: Write, swapped: Write): MakeKernel =>
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
    const [x, y] = left < right ? [b, a] : [a, b];
    const write = left < right ? swapped : plain;
    write(engine, address(engine, x), address(engine, y), left !== right, address(engine, result), count);
    return result;
  };

const comparison =
  (operation: number): Write =>
  ({ wasm }, x, y, single, out, count) =>
    wasm.compare(operation, x, y, single, out, count);

const extreme =
  (larger: boolean): Write =>
  ({ wasm }, x, y, single, out, count) =>
    wasm.extreme(larger, x, y, single, out, count);

/** Comparisons, and the larger and the smaller of two; NaN is neither, and comes through. */
export const compareKernels: Readonly<Record<string, MakeKernel>> = {
  ...Object.fromEntries(
    Object.entries(COMPARISONS).map(([name, [operation, mirrored]]) => [
      name,
      pairwise(name, 'bool', comparison(operation), comparison(mirrored)),
    ]),
  ),
  [Maximum]: pairwise(Maximum, 'float32', extreme(true), extreme(true)),
  [Minimum]: pairwise(Minimum, 'float32', extreme(false), extreme(false)),
};
