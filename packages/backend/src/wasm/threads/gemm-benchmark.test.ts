import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { gemmBenchmark } from './gemm-benchmark.ts';
import { threading } from './node/threading.ts';
import { withSharedMemory } from './shared-memory.ts';

const file = createRequire(import.meta.url).resolve('@gradlab/backend/gradlab-engine-simd.wasm');
const { bytes, pages, kernel, argsForThread } = gemmBenchmark(readFileSync(file));
const [rows = 0, columns = 0, depth = 0, a = 0, , b = 0, , c = 0] = argsForThread(0, 1);

async function start(threads: number) {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: 65536, shared: true });
  const module = await WebAssembly.compile(withSharedMemory(bytes));
  const floats = (at: number, count: number) => new Float32Array(memory.buffer, at, count);
  return { pool: await threading.createPool({ memory, module, threads }), memory, module, floats };
}

describe('gemmBenchmark', () => {
  it('computes the whole product, the same in any number of threads', async () => {
    const { pool, floats } = await start(8);
    const [left, right, product] = [
      floats(a, rows * depth),
      floats(b, depth * columns),
      floats(c, rows * columns),
    ];
    // Small integers: every order of summation is exact.
    left.forEach((_, i) => {
      left[i] = (i % 7) - 3;
    });
    right.forEach((_, i) => {
      right[i] = (i % 5) - 2;
    });
    const expected = product.map((_, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      let sum = 0;
      for (let k = 0; k < depth; k++) sum += left[row * depth + k]! * right[k * columns + column]!;
      return sum;
    });
    for (const threads of [1, 2, 3, 8]) {
      product.fill(Number.NaN);
      pool.run(kernel, argsForThread, threads);
      expect(product, `${threads} threads`).toEqual(expected);
    }
    await pool.close();
  });

  it('gives each thread the workspace that the kernel asks for, inside its pages', async () => {
    const { module, memory, pool } = await start(1);
    const env = { memory, abort: () => {} };
    const { exports } = await WebAssembly.instantiate(module, { env });
    const needed = (exports.gemmWorkspace as (columns: number) => number)(columns);
    const places = Array.from({ length: 8 }, (_, thread) => argsForThread(thread, 8).at(-1)!);
    for (const [thread, place] of places.entries()) {
      expect((places[thread + 1] ?? 65536 * pages) - place).toBeGreaterThanOrEqual(needed);
    }
    expect(places[0]).toBe(c + 4 * rows * columns);
    await pool.close();
  });
});
