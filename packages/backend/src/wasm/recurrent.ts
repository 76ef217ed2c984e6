import type { TensorInfo } from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';
import { defer } from './deferred.ts';
import { address, type Engine, output, scratch, words } from './engine.ts';
import { sizeOf } from './kernel.ts';
import { TILE_ROWS } from './multiply.ts';
import { type Part, PER_MILLISECOND, parallel, scratchEach, split } from './parallel.ts';

export interface RecurrentExports {
  /** `[batch, time, units]` -> `[batch, units]`, where there is a time step. */
  lastStates(batch: number, time: number, units: number, states: number, last: number): void;
  /** Bytes of workspace for as many columns. */
  recurrentKernelGradientWorkspace(columns: number): number;
  /** Sum over time of (state before the step) (x) dy; rows lie `stateRow`, `dyRow` and `cRow` bytes apart. */
  recurrentKernelGradient(
    batch: number,
    time: number,
    rows: number,
    columns: number,
    states: number,
    stateRow: number,
    dy: number,
    dyRow: number,
    c: number,
    cRow: number,
    work: number,
  ): void;
}

/**
 * @param expected for each input its shape, or the shapes that it may have; inputs that are absent are not looked at.
 * @throws EngineError for an input of another shape or type.
 */
export function checkInputs(
  kernelName: string,
  inputs: Readonly<Record<string, TensorInfo | null | undefined>>,
  expected: Readonly<Record<string, readonly (readonly number[])[]>>,
): void {
  for (const [name, shapes] of Object.entries(expected)) {
    const info = inputs[name];
    if (info && info.dtype === 'float32' && shapes.some((shape) => `${shape}` === `${info.shape}`)) continue;
    const found = info ? `${info.dtype} [${info.shape}]` : 'nothing';
    const wanted = shapes.map((shape) => `[${shape.map((size) => size ?? '?')}]`).join(' or ');
    throw new EngineError(`${kernelName}: ${name} must be float32 ${wanted}, got ${found}.`);
  }
}

/** Sequences of a batch, or rows of a matrix, over the pool: whole tiles, so that each row is computed as in one thread. */
export function splitRows(engine: Engine, rows: number, operations: number): readonly Part[] {
  const tile = TILE_ROWS[engine.build];
  return split(engine, Math.ceil(rows / tile), operations / PER_MILLISECOND.direct).map(
    ({ thread, first, count }) => ({
      thread,
      first: tile * first,
      count: Math.min(rows - tile * first, tile * count),
    }),
  );
}

/** The states after the last step, `[batch, units]`; zeros where there is no step. */
export function lastStates(engine: Engine, states: TensorInfo): TensorInfo {
  const [batch, time, units] = states.shape as [number, number, number];
  const last = output(engine, [batch, units]);
  const to = address(engine, last);
  if (time > 0) engine.wasm.lastStates(batch, time, units, address(engine, states), to);
  else words(engine).fill(0, to >>> 2, (to >>> 2) + batch * units);
  return last;
}

/** The states of a sequence and, for some columns of the recurrent kernel, the gradient of the products at all time steps. */
export interface KernelColumns {
  readonly dy: TensorInfo;
  /** Columns of dy, of which the first `columns` count. */
  readonly width: number;
  readonly columns: number;
  /** The first column of the recurrent kernel that they belong to. */
  readonly first: number;
}

/** The gradient of a recurrent kernel `[units, columns of all parts]`, computed when somebody looks at it. */
export function recurrentKernelGradient(
  engine: Engine,
  states: TensorInfo,
  parts: readonly KernelColumns[],
): TensorInfo {
  const [batch, time, units] = states.shape as [number, number, number];
  const all = parts.reduce((sum, { columns }) => sum + columns, 0);
  return defer(engine, [units, all], [states, ...parts.map(({ dy }) => dy)], (result) => {
    const split = splitRows(engine, units, 2 * batch * time * units * all);
    const work = scratchEach(engine, 'recurrent', engine.wasm.recurrentKernelGradientWorkspace(all), split);
    const [from, to] = [address(engine, states), address(engine, result)];
    for (const { dy, width, columns, first } of parts) {
      const signal = address(engine, dy);
      parallel(engine, 'recurrentKernelGradient', split, (part) => {
        const [rows, corner] = [from + 4 * part.first, to + 4 * (part.first * all + first)];
        const sizes = [batch, time, part.count, columns] as const;
        return [...sizes, rows, 4 * units, signal, 4 * width, corner, 4 * all, work(part)];
      });
    }
  });
}

/** Sums over sequences and time, one after the other into neighbouring columns: the gradient of a bias. */
export function biasGradient(
  engine: Engine,
  columns: number,
  parts: readonly Pick<KernelColumns, 'dy' | 'first' | 'width'>[],
): TensorInfo {
  return defer(
    engine,
    [columns],
    parts.map(({ dy }) => dy),
    (result) => {
      for (const { dy, first, width } of parts) {
        const rows = sizeOf(dy.shape) / Math.max(width, 1);
        const work = scratch(engine, 'sum', engine.wasm.sumWorkspace(rows, width));
        engine.wasm.sumRows(
          address(engine, dy),
          1,
          rows,
          width,
          1,
          address(engine, result) + 4 * first,
          work,
        );
      }
    },
  );
}
