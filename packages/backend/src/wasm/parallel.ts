import { type Engine, scratch } from './engine.ts';
import type { EngineExports } from './engine-exports.ts';

/** What one thread does: items `first`, `first + 1`, ... */
export interface Part {
  readonly thread: number;
  readonly first: number;
  readonly count: number;
}

/** Floating-point operations of the definition that one thread does per millisecond: what the kernels reach on a common processor. */
export const PER_MILLISECOND = { direct: 20e6, winograd: 50e6, depthwise: 8e6 } as const;

/** Work for less does not pay for waking another thread. */
const MILLISECONDS_EACH = 0.15;

/**
 * Splits a kernel's items (images, blocks of rows) over the pool: one part per thread, all of nearly the same size, in order.
 * A single part where there is no pool or too little work. It depends on nothing but sizes, so results do not either.
 *
 * @param milliseconds what all items take in one thread, estimated.
 */
export function split({ pool }: Engine, items: number, milliseconds: number): readonly Part[] {
  const worthwhile = Math.floor(milliseconds / MILLISECONDS_EACH);
  const threads = Math.max(1, Math.min(pool?.threads ?? 1, items, worthwhile));
  const start = (thread: number) => Math.floor((items * thread) / threads);
  return Array.from({ length: threads }, (_, thread) => {
    const first = start(thread);
    return { thread, first, count: start(thread + 1) - first };
  });
}

/** Scratch memory of so many bytes for each part: the address of a part's own. */
export function scratchEach(
  engine: Engine,
  name: string,
  bytes: number,
  parts: readonly Part[],
): (part: Part) => number {
  // Two threads that write to one cache line slow each other down; and vector loads may run into a tail.
  const step = parts.length === 1 ? bytes : 64 * Math.ceil(bytes / 64) + 64;
  const place = scratch(engine, name, step * parts.length);
  return ({ thread }) => place + thread * step;
}

type KernelName = keyof EngineExports;
type Arguments<K extends KernelName> = Parameters<EngineExports[K]>;

/** Runs a kernel once per part, each in a thread of its own, and returns when all have ended. */
export function parallel<K extends KernelName>(
  { wasm, pool }: Engine,
  kernel: K,
  parts: readonly Part[],
  argsOf: (part: Part) => Arguments<K>,
): readonly number[] {
  if (pool === undefined || parts.length === 1) {
    const run = wasm[kernel] as (...args: Arguments<K>) => unknown;
    return parts.map((part) => Number(run(...argsOf(part))));
  }
  return pool.run(kernel, (thread) => argsOf(parts[thread] as Part).map(Number), parts.length);
}

export interface PartialSums {
  /** Where a part writes its sums. */
  readonly place: (part: Part) => number;
  /** Afterwards: adds them up, in the order of the parts, where the first one wrote. */
  readonly addUp: () => void;
}

/** For sums over what was split: the first part's lie at `sums`, the others' in scratch memory. `floats` each. */
export function partialSums(
  engine: Engine,
  sums: number,
  floats: number,
  parts: readonly Part[],
): PartialSums {
  const others = parts.slice(1);
  const otherPlace = others.length > 0 ? scratchEach(engine, 'parallel.sums', 4 * floats, parts) : undefined;
  const place = (part: Part) => (part.thread === 0 ? sums : (otherPlace?.(part) ?? 0));
  return {
    place,
    addUp: () => {
      for (const part of others) engine.wasm.addBias(sums, 1, floats, place(part), false);
    },
  };
}
