import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { spawnWorker } from './node/spawn-worker.ts';
import { createPool, type Pool, type PoolOptions } from './pool.ts';
import { compileShared, compileTestModule, sharedMemory } from './test-module.ts';
import { ThreadsError } from './threads-error.ts';

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compileShared();
});

const pools: Pool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

async function start(threads: number, options: Partial<PoolOptions> = {}) {
  const memory = options.memory ?? sharedMemory();
  const pool = await createPool({ memory, module, threads, spawn: spawnWorker, ...options });
  pools.push(pool);
  return { pool, memory };
}

/** Where part `thread` of `threads` begins. */
const split = (n: number, thread: number, threads: number) => Math.floor((n * thread) / threads);

describe('a pool', () => {
  it.each([1, 2, 3, 5])('counts a million in %i threads', async (threads) => {
    const { pool, memory } = await start(threads);
    pool.run('count', (thread, of) => [64, split(1e6, thread + 1, of) - split(1e6, thread, of)]);
    expect(new Int32Array(memory.buffer)[16]).toBe(1_000_000);
  });

  it('returns what the kernel returned in each thread', async () => {
    const { pool } = await start(3);
    expect(pool.run('half', (thread) => [thread + 1])).toEqual([0.5, 1, 1.5]);
    expect(pool.run('half', () => [5], 1)).toEqual([2.5]);
    expect(pool.run('nothing', () => [], 2)).toEqual([Number.NaN, Number.NaN]);
  });

  it('runs each part once, in as many threads as asked, and leaves the rest of the memory alone', async () => {
    const { pool, memory } = await start(4);
    for (const used of [1, 2, 3, 4, 3, 2, 1]) {
      const words = new Int32Array(memory.buffer).fill(0);
      pool.run('count', (thread) => [256 * thread, thread + 1], used);
      expect(words[0]).toBe(1);
      expect(Array.from({ length: 6 }, (_, thread) => words[64 * thread])).toEqual(
        Array.from({ length: 6 }, (_, thread) => (thread < used ? thread + 1 : 0)),
      );
      expect(words.reduce((sum, word) => sum + word)).toBe((used * (used + 1)) / 2);
    }
  });

  it('gives the same result in any number of threads', async () => {
    const { pool, memory } = await start(4);
    const floats = new Float32Array(memory.buffer);
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true }), { maxLength: 200 }),
        fc.integer({ min: 1, max: 4 }),
        (values, used) => {
          floats.fill(0);
          floats.set(values, 16);
          pool.run(
            'square',
            (thread, of) => {
              const first = split(values.length, thread, of);
              return [64 + 4 * first, split(values.length, thread + 1, of) - first];
            },
            used,
          );
          const expected = Float32Array.from(values, (value) => Math.fround(value * value));
          expect(floats.slice(16, 16 + values.length)).toEqual(expected);
          expect(floats[16 + values.length]).toBe(0);
        },
      ),
    );
  });

  it('hands over every kind of number', async () => {
    const { pool, memory } = await start(2);
    for (const [a, b, c, d] of [
      [0.5, Math.PI, -7, 4_294_967_295],
      [Number.NaN, -0, 2 ** 31 - 1, 3_000_000_000],
      [Number.POSITIVE_INFINITY, 5e-324, -(2 ** 31), 0],
    ] as const) {
      pool.run('echo', (thread) => [64 * thread, a, b, c, d]);
      for (const thread of [0, 1]) {
        expect([...new Float64Array(memory.buffer, 64 * thread, 4)]).toEqual([a, b, c, d]);
      }
    }
  });

  it('sees memory that has grown', async () => {
    const { pool, memory } = await start(3);
    pool.run('nothing', () => []);
    memory.grow(10);
    pool.run('count', (thread) => [65536 * (8 + thread), 5]);
    const words = new Int32Array(memory.buffer);
    expect([8, 9, 10].map((page) => words[16384 * page])).toEqual([5, 5, 5]);
  });

  it('dispatches 10 000 jobs, and none of them twice', async () => {
    const { pool, memory } = await start(3);
    for (let i = 0; i < 10_000; i++) pool.run('count', () => [128, 1], 1 + (i % 3));
    expect(new Int32Array(memory.buffer)[32]).toBe(19_999);
  });

  it('works with workers that never sleep, and with workers that always do', async () => {
    for (const spinMicroseconds of [0, 5000]) {
      const { pool, memory } = await start(2, { spinMicroseconds });
      for (let i = 0; i < 500; i++) pool.run('count', () => [0, 1]);
      expect(new Int32Array(memory.buffer)[0]).toBe(1000);
      await new Promise((resolve) => setTimeout(resolve, 20));
      pool.run('count', () => [0, 1]);
      expect(new Int32Array(memory.buffer)[0]).toBe(1002);
    }
  });

  it('runs beside another pool over the same memory', async () => {
    const { pool, memory } = await start(2);
    const { pool: other } = await start(3, { memory });
    for (let i = 0; i < 50; i++) {
      pool.run('count', () => [0, 10]);
      other.run('count', () => [0, 1]);
    }
    expect(new Int32Array(memory.buffer)[0]).toBe(50 * 23);
  });
});

describe('an error', () => {
  it.each([0, 1, 2])('in thread %i is thrown when all have ended, and the pool goes on', async (wanted) => {
    const { pool, memory } = await start(3);
    const trap = () => pool.run('trapIn', (thread) => [thread, wanted]);
    expect(trap).toThrow(ThreadsError);
    expect(trap).toThrow(
      new RegExp(`Kernel trapIn failed in thread ${wanted} of 3: RuntimeError: unreachable`),
    );
    expect(() => pool.run('divide', (thread) => [0, thread === wanted ? 0 : 1])).toThrow(
      new RegExp(`divide failed in thread ${wanted} of 3: RuntimeError: divide by zero`),
    );
    pool.run('count', () => [512, 2]);
    expect(new Int32Array(memory.buffer)[128]).toBe(6);
  });

  it('names addresses outside the memory', async () => {
    const { pool } = await start(2);
    expect(() => pool.run('count', (thread) => [thread * 2 ** 31, 1])).toThrow(/thread 1 of 2: RuntimeError/);
  });

  it('is thrown before anything runs where the call is wrong', async () => {
    const { pool, memory } = await start(2);
    expect(() => pool.run('counts', () => [])).toThrow(/no kernel counts: the module exports nothing, count/);
    expect(() => pool.run('count', (thread) => (thread === 0 ? [0, 1] : [0]))).toThrow(
      /count takes 2 arguments \(at most 32\), not 1/,
    );
    expect(() => pool.run('long', () => [1n as unknown as number])).toThrow(/takes numbers, not 1/);
    for (const used of [0, 3, 1.5]) {
      expect(() => pool.run('count', () => [0, 1], used)).toThrow(`1 to 2 threads, not ${used}`);
    }
    const failing = () =>
      pool.run('count', (thread) => {
        if (thread === 1) throw new RangeError('mine');
        return [0, 1];
      });
    expect(failing).toThrow(new RangeError('mine'));
    expect(new Int32Array(memory.buffer)[0]).toBe(0);
  });

  it('closes the pool when a kernel never returns', async () => {
    const { pool } = await start(2, { timeout: 100 });
    expect(() => pool.run('loop', (thread) => [64 * thread, thread === 0 ? 1 : -1])).toThrow(
      /loop did not return within 100 ms; the pool is closed/,
    );
    expect(() => pool.run('nothing', () => [])).toThrow(/cannot run nothing: loop did not return/);
  });

  it('says that the pool was closed', async () => {
    const { pool } = await start(2);
    await pool.close();
    await pool.close();
    expect(() => pool.run('nothing', () => [])).toThrow(/cannot run nothing: it was closed/);
  });

  it('refuses to start with wrong options', async () => {
    for (const threads of [0, -1, 1.5, 65, Number.NaN]) {
      await expect(start(threads)).rejects.toThrow(`1 to 64 threads, not ${threads}`);
    }
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
    await expect(start(2, { memory })).rejects.toThrow(/needs shared memory/);
    const unshared = await WebAssembly.compile(await compileTestModule());
    await expect(start(2, { module: unshared })).rejects.toThrow(/compile it from withSharedMemory/);
    const spawn = async () => {
      throw new Error('no more threads');
    };
    await expect(start(2, { spawn })).rejects.toThrow(
      'A worker could not be started (Error: no more threads); use one thread.',
    );
  });
});
