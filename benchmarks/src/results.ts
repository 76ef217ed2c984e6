import type { Cell, Speedup } from './measure/cell.ts';
import type { Spread } from './measure/statistics.ts';
import type { Memory } from './protocol.ts';
import type { Operation } from './workloads.ts';

/** Where and when a part was measured. */
export interface Stamp {
  /** ISO 8601. */
  readonly date: string;
  /** Of the repository, with `+` where files differed from it. */
  readonly commit: string;
  readonly cpu: string;
  readonly system: string;
  /** For each contender, for example `{ node: '20.20.2', tfjs: '4.22.0' }`. */
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** For each contender, milliseconds until its backend could compute; for ours, of `loadBackend()`. */
  readonly startMs: Readonly<Record<string, number>>;
  readonly seed: number;
}

/** One network and operation; keys are the names of contenders. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly batch: number;
  /** Trainable parameters, the same for all contenders. */
  readonly parameters?: number;
  readonly operation: Operation;
  readonly cells: Readonly<Record<string, Cell>>;
  /** How many times as fast each of ours is as each of the others: `speedups[ours][other]`. */
  readonly speedups: Readonly<Record<string, Readonly<Record<string, Speedup>>>>;
}

export interface TablePart {
  readonly stamp: Stamp;
  readonly rounds: number;
  readonly limitSeconds: number;
  readonly contenders: readonly string[];
  readonly rows: readonly Row[];
}

export interface MemoryRow {
  readonly contender: string;
  readonly network: string;
  readonly batch: number;
  readonly steps: number;
  readonly memory: Memory;
}

export interface MemoryPart {
  readonly stamp: Stamp;
  /** Few steps of the largest network: what matters is the peak. */
  readonly peak: readonly MemoryRow[];
  /** Many steps of a small one: what matters is that nothing grows. */
  readonly growth: readonly MemoryRow[];
}

export interface KernelRow {
  readonly title: string;
  readonly flops: number;
  readonly cells: Readonly<Record<string, Cell>>;
  /** Median rate of each contender, in GFLOP/s. */
  readonly gflops: Readonly<Record<string, number>>;
}

export interface KernelPart {
  readonly stamp: Stamp;
  readonly rounds: number;
  readonly contenders: readonly string[];
  /** Multiply-adds in registers alone, in GFLOP/s: what a kernel of a contender could reach. */
  readonly limits: Readonly<Record<string, number>>;
  readonly rows: readonly KernelRow[];
}

/** Processor time of a training step: in a loop by hand, in `fit`, and by hand with an optimizer of TensorFlow.js. */
export interface FitRow {
  readonly id: string;
  readonly title: string;
  readonly batch: number;
  /** Of each loop in each round. */
  readonly steps: number;
  /** Milliseconds of one step. */
  readonly ms: Readonly<Record<'bare' | 'fit' | 'stock', Spread>>;
  /** What `fit` adds to each of the loops by hand, as a share of it. */
  readonly added: Readonly<Record<'bare' | 'stock', Spread>>;
}

export interface FitPart {
  readonly stamp: Stamp;
  readonly rounds: number;
  readonly rows: readonly FitRow[];
}

/** Processor time from the options of a figure to its SVG. */
export interface FigureRow {
  readonly id: string;
  readonly title: string;
  /** What it should stay below. */
  readonly limitMs: number;
  /** Milliseconds of the first time in the process, with loading and compiling. */
  readonly firstMs: number;
  readonly ms: Spread;
}

export interface FiguresPart {
  readonly stamp: Stamp;
  readonly rounds: number;
  readonly rows: readonly FigureRow[];
}

/** The file of results. Each part is replaced as a whole. */
export interface Results {
  readonly table?: TablePart;
  readonly memory?: MemoryPart;
  readonly kernels?: KernelPart;
  readonly fit?: FitPart;
  readonly figures?: FiguresPart;
}
