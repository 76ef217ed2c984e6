import { backend_util, type KernelFunc, Mean, Sum, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { defer } from './deferred.ts';
import { address, type Engine, output, scratch } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { type Middle, markedRuns } from './middle.ts';

export interface ReduceExports {
  /** Bytes of workspace for `sumRows`. */
  sumWorkspace(rows: number, columns: number): number;
  /** `[outer, rows, columns]` -> `[outer, columns]`: sums over the rows, divided. */
  sumRows(
    x: number,
    outer: number,
    rows: number,
    columns: number,
    divisor: number,
    out: number,
    work: number,
  ): void;
  /** `[outer, count]` -> `[outer]`: sums over the last axis, divided. */
  sumLast(x: number, outer: number, count: number, divisor: number, out: number): void;
}

/** Numbers in a sum that takes longer than promising it. */
const WORTH_DEFERRING = 4096;

function sumMiddle(engine: Engine, from: number, run: Middle, divisor: number, to: number): void {
  const { outer, rows, columns } = run;
  if (columns === 1) {
    engine.wasm.sumLast(from, outer, rows, divisor, to);
    return;
  }
  const work = scratch(engine, 'sum', engine.wasm.sumWorkspace(rows, columns));
  engine.wasm.sumRows(from, outer, rows, columns, divisor, to, work);
}

/** Sums over one run of axes after the other; the last one divides. */
function reduce(engine: Engine, x: TensorInfo, axes: readonly number[], mean: boolean, to: TensorInfo): void {
  const runs = markedRuns(x.shape, (axis) => axes.includes(axis));
  const count = mean ? sizeOf(axes.map((axis) => x.shape[axis] as number)) : 1;
  if (runs.length === 0) runs.push({ outer: sizeOf(x.shape), rows: 1, columns: 1 });
  let from = address(engine, x);
  for (const [index, run] of runs.entries()) {
    const last = index === runs.length - 1;
    // Two places in turn: one is read while the other is written.
    const place = () => scratch(engine, `sum ${index % 2}`, 4 * run.outer * run.columns);
    const out = last ? address(engine, to) : place();
    // The mean of nothing is 0, as on the cpu backend.
    sumMiddle(engine, from, run, last ? Math.max(1, count) : 1, out);
    from = out;
  }
}

const reduction =
  (name: string): MakeKernel =>
  (engine, stock) =>
  (args) => {
    const { x } = args.inputs as { x: TensorInfo };
    const { axis, keepDims } = args.attrs as unknown as { axis: number | number[]; keepDims: boolean };
    if (!allFloat(x)) return fallBack(name, x.dtype, stock as KernelFunc, args);
    const axes = util.parseAxisParam(axis, x.shape);
    const [shape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
    const outShape = keepDims ? backend_util.expandShapeToKeepDim(shape, axes) : shape;
    const compute = (result: TensorInfo) => reduce(engine, x, axes, name === Mean, result);
    if (sizeOf(x.shape) >= WORTH_DEFERRING) return defer(engine, outShape, [x], compute);
    const result = output(engine, outShape);
    compute(result);
    return result;
  };

/**
 * Sums over any axes. The stock kernel transposes for all but the last axes, and its error grows with the size; here blocks of
 * 64 are summed in single precision, and the blocks in double precision.
 */
export const sum = reduction(Sum);

/** The same, divided by the number of summands. */
export const mean = reduction(Mean);
