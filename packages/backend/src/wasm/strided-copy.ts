import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type Engine, scratch, words } from './engine.ts';

export interface StridedCopyExports {
  /** Four words for each axis at `axes`; at least two axes. Strides are in bytes. */
  copyStrided(from: number, to: number, rank: number, axes: number): void;
}

/** One axis of what is copied: how many numbers, and how many numbers apart neighbours are in the source and in the result. */
export interface CopyAxis {
  readonly size: number;
  /** 0 repeats, negative reverses. */
  readonly from: number;
  readonly to: number;
}

/** Axes for two tensors of the same shape with these strides. */
export const copyAxes = (
  shape: readonly number[],
  from: readonly number[],
  to: readonly number[],
): CopyAxis[] => shape.map((size, i) => ({ size, from: from[i] as number, to: to[i] as number }));

/** How many numbers apart neighbours along each axis are; tfjs-core leaves out the last axis, where it is 1. */
export const stridesOf = (shape: readonly number[]): number[] =>
  shape.length === 0 ? [] : [...util.computeStrides([...shape]), 1].slice(-shape.length);

/** Whether it is numbers of 32 bits, which these kernels move. */
export const hasWords = (...infos: readonly TensorInfo[]) =>
  infos.every(({ dtype }) => dtype === 'float32' || dtype === 'int32');

/** The fewest axes that do the same, in the order of the result. */
export function mergedAxes(axes: readonly CopyAxis[]): CopyAxis[] {
  const merged: CopyAxis[] = [];
  const ordered = axes.filter(({ size }) => size !== 1).sort((a, b) => b.to - a.to);
  for (const axis of ordered) {
    const outer = merged.at(-1);
    if (outer && outer.from === axis.from * axis.size && outer.to === axis.to * axis.size) {
      merged[merged.length - 1] = { ...axis, size: outer.size * axis.size };
    } else {
      merged.push(axis);
    }
  }
  return merged;
}

const ONE: CopyAxis = { size: 1, from: 0, to: 0 };

/** The last two axes make a plane: what is contiguous in the source belongs there, so that four rows are read at once. */
function withPlane(axes: readonly CopyAxis[]): readonly CopyAxis[] {
  const last = axes.at(-1) ?? ONE;
  const others = axes.slice(0, -1);
  const row = others.find(({ from }) => from === 1) ?? others.at(-1) ?? ONE;
  return [...others.filter((axis) => axis !== row), row, last];
}

/** Copies 32-bit numbers from one address to another. Where nothing is to be copied it does nothing. */
export function copyStrided(engine: Engine, from: number, to: number, axes: readonly CopyAxis[]): void {
  if (axes.some(({ size }) => size === 0)) return;
  const plan = withPlane(mergedAxes(axes));
  const table = scratch(engine, 'strided copy', 16 * plan.length);
  words(engine).set(
    plan.flatMap((axis) => [axis.size, 4 * axis.from, 4 * axis.to, 0]),
    table / 4,
  );
  engine.wasm.copyStrided(from, to, plan.length, table);
}
