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
import { continuationsOf } from './deferred.ts';
import { address, type Engine, output, scratch } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { type Middle, markedRuns } from './middle.ts';

/** Computes `[outer, rows, columns]` from x of that size and y `[outer, columns]`, which is repeated over the rows. */
type Operation = (
  x: number,
  y: number,
  outer: number,
  rows: number,
  columns: number,
  out: number,
  work: number,
) => void;

export interface BroadcastExports
  extends Readonly<
    Record<
      | 'broadcastAdd'
      | 'broadcastSubtract'
      | 'broadcastSubtractFrom'
      | 'broadcastMultiply'
      | 'broadcastDivide'
      | 'broadcastDivideInto',
      Operation
    >
  > {
  /** y alone. */
  broadcastCopy(y: number, outer: number, rows: number, columns: number, out: number, work: number): void;
  /** Bytes of workspace for all of them. */
  broadcastWorkspace(rows: number, columns: number): number;
}

/** What computes large with small, and small with large. */
const OPERATIONS = {
  [Add]: ['broadcastAdd', 'broadcastAdd'],
  [Sub]: ['broadcastSubtract', 'broadcastSubtractFrom'],
  [Multiply]: ['broadcastMultiply', 'broadcastMultiply'],
  [RealDiv]: ['broadcastDivide', 'broadcastDivideInto'],
} as const;

const workspace = (engine: Engine, { rows, columns }: Middle) =>
  scratch(engine, 'broadcast', engine.wasm.broadcastWorkspace(rows, columns));

/** Along which axes the small operand is repeated, when it is along one run of them. */
function repeatedRun(shape: readonly number[], small: readonly number[]): Middle | undefined {
  const missing = shape.length - small.length;
  const runs = markedRuns(shape, (axis) => (small[axis - missing] ?? 1) === 1);
  return runs.length === 1 ? runs[0] : undefined;
}

/** A sum that is computed together with one of its terms, if that has not been yet. */
const sumOfWaiting = (engine: Engine, a: TensorInfo, b: TensorInfo) =>
  continuationsOf(engine, a).plus?.(b, a.shape) ?? continuationsOf(engine, b).plus?.(a, b.shape);

/**
 * An operation on a tensor and one that is repeated along neighbouring axes, such as a bias per channel. The stock kernel is as
 * fast as the memory for equal shapes, but up to five times slower where the last axis is short.
 */
const broadcasting =
  (name: keyof typeof OPERATIONS): MakeKernel =>
  (engine, stock) =>
  (args) => {
    const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo };
    const fused = name === Add ? sumOfWaiting(engine, a, b) : undefined;
    if (fused) return fused;
    for (const info of [a, b]) address(engine, info);
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
    const [x, y, to] = [large, small, result].map((info) => address(engine, info)) as [
      number,
      number,
      number,
    ];
    const { outer, rows, columns } = run;
    engine.wasm[operation](x, y, outer, rows, columns, to, workspace(engine, run));
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
      const { outer, rows, columns } = run;
      engine.wasm.broadcastCopy(from, outer, rows, columns, to, workspace(engine, run));
      from = to;
    }
    return result;
  };
