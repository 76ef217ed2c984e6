import { type Engine, scratch } from './engine.ts';
import { sizeOf } from './kernel.ts';

/** A tensor as a matrix with a column for each channel, which is the last axis. */
export function channelMatrix(shape: readonly number[]): {
  readonly rows: number;
  readonly channels: number;
} {
  const channels = shape.at(-1) ?? 1;
  return { rows: sizeOf(shape.slice(0, -1)), channels };
}

export function batchNormWork(engine: Engine, rows: number, channels: number): number {
  return scratch(engine, 'batch norm', engine.wasm.batchNormWorkspace(rows, channels));
}
