import type { ThreadsBenchmark } from './choose-threads.ts';

const SIZE = 256;
const MATRIX_BYTES = 4 * SIZE * SIZE;
/** More than `gemmWorkspace(SIZE)`: packed blocks of both factors, and a tile. */
const WORKSPACE_BYTES = 3 * MATRIX_BYTES;
const A = 1024;
const B = A + MATRIX_BYTES;
const C = B + MATRIX_BYTES;
const WORKSPACES = C + MATRIX_BYTES;
const MOST_THREADS = 8;

/**
 * A product of two 256 x 256 matrices by the engine's `gemm`, split by rows: 34 MFLOP, what a hidden layer takes.
 *
 * @param bytes the engine's module.
 */
export function gemmBenchmark(bytes: Uint8Array): ThreadsBenchmark {
  return {
    bytes,
    pages: Math.ceil((WORKSPACES + MOST_THREADS * WORKSPACE_BYTES) / 65536),
    kernel: 'gemm',
    argsForThread: (thread, threads) => {
      const first = Math.floor((SIZE * thread) / threads);
      const rows = Math.floor((SIZE * (thread + 1)) / threads) - first;
      const below = 4 * SIZE * first;
      return [rows, SIZE, SIZE, A + below, 0, B, 0, C + below, WORKSPACES + thread * WORKSPACE_BYTES];
    },
  };
}
