import type { Kernel } from './kernels.ts';
import type { Operation, Workload } from './workloads.ts';

/** What a contender is to repeat. */
export type Job =
  | {
      readonly kind: 'model';
      readonly workload: Workload;
      readonly operation: Operation;
      readonly seed: number;
    }
  | { readonly kind: 'kernel'; readonly kernel: Kernel; readonly seed: number };

/**
 * Requests go to a contender's standard input and replies come from its standard output, one JSON object a line, one reply for
 * each request. Other lines of its output are ignored.
 */
export type Request =
  /** Start up. Replies `Hello`. */
  | { readonly do: 'hello' }
  /** Make `job` the current one and warm it up for at least `warmUpMs`. Replies `Prepared`. */
  | { readonly do: 'prepare'; readonly job: Job; readonly warmUpMs: number }
  /** Repeat the current job for at least `minimumMs`. Replies `Measured`. */
  | { readonly do: 'measure'; readonly minimumMs: number }
  /** Repeat the current job `count` times. Replies `Memory`. */
  | { readonly do: 'memory'; readonly count: number }
  /** Measure training steps by hand and in `fit`. Replies `Overhead`. */
  | {
      readonly do: 'overhead';
      readonly workload: Workload;
      readonly seed: number;
      readonly rounds: number;
      readonly minimumMs: number;
      readonly warmUpMs: number;
    }
  /** Measure the multiply-add rate of the machine code that this contender can produce. Replies `Peak`. */
  | { readonly do: 'peak' };

export interface Hello {
  /** For example `{ node: '20.20.2', tfjs: '4.22.0' }`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Milliseconds until the backend could compute. */
  readonly startMs: number;
}

export interface Prepared {
  /** The repetition after which warming up ended. */
  readonly ms: number;
  /** Trainable parameters of the job's network. */
  readonly parameters?: number;
}

export interface Measured {
  /** Of one repetition. */
  readonly ms: number;
  readonly repetitions: number;
}

/** Bytes, and counts of tensors; what a contender does not know is left out. */
export interface Memory {
  /** The process's peak so far. */
  readonly peakBytes: number;
  readonly before: Heap;
  readonly after: Heap;
}

export interface Heap {
  readonly residentBytes: number;
  /** Of the wasm memory, which never shrinks. */
  readonly wasmBytes?: number;
  readonly tensors?: number;
  readonly tensorBytes?: number;
}

export interface Peak {
  /** Only ours has it. */
  readonly gflops?: number;
}

export interface Overhead {
  /** Of each loop in each round. */
  readonly steps: number;
  /** Milliseconds of processor time of one step, round by round. */
  readonly rounds: readonly { readonly bare: number; readonly fit: number; readonly stock: number }[];
}

export type Reply =
  | { readonly ok: true; readonly result: Hello | Prepared | Measured | Memory | Overhead | Peak }
  /** First line of the error. */
  | { readonly ok: false; readonly error: string };

/** The result that answers each request. */
export type ResultOf<R extends Request> = R extends { do: 'hello' }
  ? Hello
  : R extends { do: 'prepare' }
    ? Prepared
    : R extends { do: 'measure' }
      ? Measured
      : R extends { do: 'memory' }
        ? Memory
        : R extends { do: 'overhead' }
          ? Overhead
          : Peak;
