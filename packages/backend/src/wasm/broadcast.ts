import {
  Add,
  broadcast_util,
  type KernelFunc,
  Multiply,
  RealDiv,
  Sub,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { address, type Engine, output, scratch } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { type Middle, markedRuns } from './middle.ts';

export interface BroadcastExports {
  /** Bytes of workspace for `broadcast`. */
  broadcastWorkspace(rows: number, columns: number): number;
  /** out = x operation y, where x is `[outer, rows, columns]` and y `[outer, columns]`. */
  broadcast(
    operation: number,
    x: number,
    y: number,
    outer: number,
    rows: number,
    columns: number,
    out: number,
    work: number,
  ): void;
}

/** Numbers of the operations in engine/assembly/broadcast.ts: x with y, and y with x. */
const OPERATIONS = {
  [Add]: [0, 0],
  [Sub]: [1, 4],
  [Multiply]: [2, 2],
  [RealDiv]: [3, 5],
} as const;

/** Gives y alone. */
const REPEAT = 6;

/** Writes what comes of each number of the large operand and its partner in the small one, to `to`. */
function apply(
  engine: Engine,
  operation: number,
  large: number,
  small: number,
  { outer, rows, columns }: Middle,
  to: number,
): void {
  const work = scratch(engine, 'broadcast', engine.wasm.broadcastWorkspace(rows, columns));
  engine.wasm.broadcast(operation, large, small, outer, rows, columns, to, work);
}

/** Along which axes the small operand is repeated, when it is along one run of them. */
function repeatedRun(shape: readonly number[], small: readonly number[]): Middle | undefined {
  const missing = shape.length - small.length;
  const runs = markedRuns(shape, (axis) => (small[axis - missing] ?? 1) === 1);
  return runs.length === 1 ? runs[0] : undefined;
}

/**
 * An operation on a tensor and one that is repeated along neighbouring axes, such as a bias per channel. The stock kernel is as
 * fast as the memory for equal shapes, but up to five times slower where the last axis is short.
 */
const broadcasting =
  (name: keyof typeof OPERATIONS): MakeKernel =>
  (engine, stock) =>
  (args) => {
    const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo };
    if (util.arraysEqual(a.shape, b.shape)) return (stock as KernelFunc)(args);
    const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const size = sizeOf(shape);
    const [small, large] = sizeOf(a.shape) < sizeOf(b.shape) ? [a, b] : [b, a];
    const run = sizeOf(large.shape) === size ? repeatedRun(shape, small.shape) : undefined;
    if (!allFloat(a, b) || run === undefined || size === 0) {
      return fallBack(name, `${a.dtype} [${a.shape}] and ${b.dtype} [${b.shape}]`, stock, args);
    }
    const result = output(engine, shape);
    const operation = OPERATIONS[name][small === b ? 0 : 1];
    apply(engine, operation, address(engine, large), address(engine, small), run, address(engine, result));
    return result;
  };

export const add = broadcasting(Add);
export const sub = broadcasting(Sub);
export const multiply = broadcasting(Multiply);
export const realDiv = broadcasting(RealDiv);

export const REPEAT_KERNEL = 'GradlabRepeat';

/** Repeats a tensor along the axes over which it was reduced: the gradient of a sum. */
export const repeat: MakeKernel =
  (engine) =>
  ({ inputs, attrs }) => {
    const { x } = inputs as { x: TensorInfo };
    const { shape, axes } = attrs as unknown as { shape: number[]; axes: number[] };
    const runs = markedRuns(shape, (axis) => axes.includes(axis)).reverse();
    if (runs.length === 0) {
      engine.backend.incRef(x.dataId);
      return { dataId: x.dataId, shape: [...shape], dtype: x.dtype };
    }
    const result = output(engine, shape);
    let from = address(engine, x);
    for (const [index, run] of runs.entries()) {
      const bytes = 4 * run.outer * run.rows * run.columns;
      const to =
        index === runs.length - 1 ? address(engine, result) : scratch(engine, `repeat ${index % 2}`, bytes);
      apply(engine, REPEAT, to, from, run, to);
      from = to;
    }
    return result;
  };
