import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchMatMul } from './batch-mat-mul.ts';
import { conv2D, fusedConv2D } from './conv2d.ts';
import { conv2DBackpropFilter } from './conv2d-backprop-filter.ts';
import { conv2DBackpropInput } from './conv2d-backprop-input.ts';
import { depthwiseBackpropFilter, depthwiseBackpropInput, depthwiseConv2D } from './depthwise-conv2d.ts';
import { createEngine, type Engine } from './engine.ts';
import { fusedMatMul } from './fused-mat-mul.ts';
import type { MakeKernel } from './kernel.ts';
import { split } from './parallel.ts';
import { readEngine } from './register.ts';
import { random, relativeError, tested, withSpecials } from './test-support.ts';
import { threading } from './threads/node/threading.ts';
import type { Pool } from './threads/pool.ts';
import { restart } from './threads/test-restart.ts';

describe('split', () => {
  it('gives every item to one part, in order, and no part less than its share of work', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.nat(40),
        fc.double({ min: 0, max: 3, noNaN: true }),
        (threads, items, milliseconds) => {
          const parts = split({ pool: { threads } } as Engine, items, milliseconds);
          let next = 0;
          for (const [i, { thread, first, count }] of parts.entries()) {
            expect([thread, first]).toEqual([i, next]);
            next += count;
          }
          expect(next).toBe(items);
          expect(parts.length).toBeLessThanOrEqual(threads);
          expect(parts.length === 1 || milliseconds / parts.length >= 0.15).toBe(true);
          const counts = parts.map(({ count }) => count);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('makes one part of everything without a pool', () => {
    expect(split({} as Engine, 100, 1000)).toEqual([{ thread: 0, first: 0, count: 100 }]);
  });
});

describe.runIf(tested === 'wasm')('kernels in several threads', () => {
  const pools: Pool[] = [];
  let engine: Engine;
  /** Kernels of the module that ran in the pool, and in how many threads. */
  const ran: string[] = [];

  beforeAll(async () => {
    expect((await restart(3)).threads).toBe(3);
    const { bytes, build } = await readEngine({});
    engine = await createEngine(bytes, build);
    const { memory, module } = engine;
    for (const threads of [2, 3]) pools.push(await threading.createPool({ memory, module, threads }));
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await restart(false);
  });

  /** Watches what is handed to the pool. */
  const watched = (pool: Pool): Pool => ({
    ...pool,
    run: (kernel, args, threads) => {
      ran.push(`${kernel} ${threads}`);
      return pool.run(kernel, args, threads);
    },
  });

  /** The values in one thread, in two and in three; `inputs` are random values, or values of one's own. */
  function compute(
    kernel: MakeKernel,
    inputs: Readonly<Record<string, readonly number[] | { values: Float32Array; shape: number[] }>>,
    attrs: object,
  ) {
    const tensors = Object.entries(inputs).map(([name, input], i) => {
      const { values, shape } = 'shape' in input ? input : random([...input], i + 1);
      return [name, tf.tensor(values, shape)] as const;
    });
    ran.length = 0;
    const results = [undefined, ...pools].map((pool) => {
      engine.pool = pool && watched(pool);
      const args = { inputs: Object.fromEntries(tensors), attrs: attrs as never, backend: engine.backend };
      const result = kernel(engine, undefined)(args) as tf.TensorInfo;
      const values = engine.backend.readSync(result.dataId) as Float32Array;
      engine.backend.disposeData(result.dataId);
      return values;
    });
    tf.dispose(tensors.map(([, tensor]) => tensor));
    return results as [Float32Array, Float32Array, Float32Array];
  }

  const bits = (values: Float32Array) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
  function expectSameBits([one, ...others]: readonly Float32Array[]) {
    expect(one?.some((value) => value !== 0 && Number.isFinite(value))).toBe(true);
    for (const other of others) expect(bits(other)).toBe(bits(one as Float32Array));
  }
  /** Sums over images: of positive numbers, because what cancels leaves rounding only. */
  function expectCloseSums(kernel: MakeKernel, x: readonly number[], dy: readonly number[], attrs: object) {
    const positive = (shape: readonly number[], seed: number) => {
      const { values } = random([...shape], seed);
      return { values: values.map(Math.abs), shape: [...shape] };
    };
    const inputs = { x: positive(x, 1), dy: positive(dy, 2) };
    const [one, ...others] = compute(kernel, inputs, attrs);
    for (const other of others) expect(relativeError(other, one)).toBeLessThan(1e-6);
    // The order of the sums depends on nothing but the number of threads.
    expect(compute(kernel, inputs, attrs).map(bits)).toEqual([one, ...others].map(bits));
  }
  const inThreads = (...kernels: string[]) =>
    [2, 3].flatMap((n) => kernels.map((kernel) => `${kernel} ${n}`));

  const same = { strides: [1, 1], pad: 'same', dilations: [1, 1], dataFormat: 'NHWC' };
  const strided = { ...same, strides: [2, 2] };

  it('Conv2D: the same bits', () => {
    expectSameBits(compute(conv2D, { x: [7, 20, 21, 6], filter: [5, 5, 6, 11] }, same));
    expect(ran).toEqual(inThreads('convolve'));
    expectSameBits(
      compute(
        fusedConv2D,
        { x: [32, 63, 62, 3], filter: [3, 3, 3, 24], bias: [24] },
        {
          ...strided,
          activation: 'relu',
        },
      ),
    );
    expect(ran).toEqual(inThreads('convolve'));
    // Padded images of several threads at once.
    expectSameBits(compute(conv2D, { x: [12, 31, 33, 16], filter: [3, 3, 16, 20] }, strided));
  });

  it('Conv2D by Winograd: the same bits, also where it gives way to infinities', () => {
    const shape = [9, 22, 22, 16];
    expectSameBits(compute(conv2D, { x: shape, filter: [3, 3, 16, 28] }, same));
    expect(ran).toEqual(inThreads('winogradConvolve'));
    const x = withSpecials(random(shape, 3), 5);
    x.values.fill(0.5, x.values.length / 9);
    expectSameBits(compute(conv2D, { x, filter: [3, 3, 16, 28] }, same));
    expect(ran).toEqual(
      inThreads('winogradConvolve', 'convolve').toSorted((a, b) => +a.at(-1)! - +b.at(-1)!),
    );
  });

  it('Conv2DBackpropInput: the same bits', () => {
    const inputShape = [20, 32, 32, 8];
    expectSameBits(
      compute(conv2DBackpropInput, { dy: [20, 32, 32, 16], filter: [3, 3, 8, 16] }, { ...same, inputShape }),
    );
    expect(new Set(ran)).toEqual(new Set(inThreads('winogradConvolve')));
    expectSameBits(
      compute(
        conv2DBackpropInput,
        { dy: [32, 24, 24, 16], filter: [5, 5, 5, 16] },
        {
          ...strided,
          inputShape: [32, 48, 48, 5],
        },
      ),
    );
    expect(new Set(ran)).toEqual(new Set(inThreads('convolve')));
  });

  it.each([
    ['filterGradient', [10, 20, 20, 6], [5, 5, 6, 8], same],
    ['filterGradient', [20, 30, 30, 6], [5, 5, 6, 9], strided],
    ['winogradFilterGradient', [20, 24, 24, 8], [5, 5, 8, 12], same],
    ['winogradFilterGradient', [20, 24, 24, 12], [3, 3, 12, 20], same],
  ] as const)(
    'Conv2DBackpropFilter by %s of %j, %j: the same but for rounding',
    (kernel, x, filter, attrs) => {
      const { outShape } = tf.backend_util.computeConv2DInfo(
        [...x],
        [...filter],
        attrs.strides as [1, 1],
        1,
        'same',
      );
      expectCloseSums(conv2DBackpropFilter, x, outShape, { ...attrs, filterShape: filter });
      expect(ran).toEqual(inThreads(kernel));
    },
  );

  it('depthwise: the same bits, and sums the same but for rounding', () => {
    const x = [8, 31, 31, 20];
    const dy = [8, 31, 31, 40];
    const filter = [3, 3, 20, 2];
    expectSameBits(compute(depthwiseConv2D, { x, filter }, same));
    expectSameBits(compute(depthwiseBackpropInput, { dy, filter }, { ...same, inputShape: x }));
    expect(ran).toEqual(inThreads('depthwise'));
    expectCloseSums(depthwiseBackpropFilter, x, dy, { ...same, filterShape: filter });
    expect(ran).toEqual(inThreads('depthwiseFilterGradient'));
  });

  const factors = (a: readonly number[], b: readonly number[], transposeA: boolean, transposeB: boolean) => {
    const swapped = (shape: readonly number[], swap: boolean) =>
      swap ? [...shape.slice(0, -2), ...shape.slice(-2).toReversed()] : shape;
    return { a: swapped(a, transposeA), b: swapped(b, transposeB) };
  };
  const transposes = [false, true].flatMap((a) => [false, true].map((b) => [a, b] as const));

  it.each(transposes)('matrix products, transposed %s and %s: the same bits', (transposeA, transposeB) => {
    const attrs = { transposeA, transposeB };
    const inputs = (a: readonly number[], b: readonly number[]) => factors(a, b, transposeA, transposeB);
    // By rows, the last tile of which is not full.
    expectSameBits(compute(batchMatMul, inputs([53, 700], [700, 180]), attrs));
    expect(ran).toEqual(inThreads('gemmRows'));
    expectSameBits(compute(fusedMatMul, { ...inputs([128, 400], [400, 101]), bias: [101] }, attrs));
    expect(ran).toEqual(inThreads('gemmRows'));
    // By matrices of the batch, b the same for several of them.
    expectSameBits(compute(batchMatMul, inputs([3, 7, 50, 64], [3, 1, 64, 70]), attrs));
    expect(ran).toEqual(inThreads('gemmBatch'));
    // Fewer matrices than threads: by rows, one after the other.
    expectSameBits(compute(batchMatMul, inputs([2, 200, 200], [2, 200, 200]), attrs));
    expect(ran).toEqual(['gemmBatch 2', 'gemmRows 3', 'gemmRows 3']);
  });

  it('matrix products without rows, columns or depth', () => {
    for (const [a, b] of [
      [
        [0, 900, 90],
        [1, 90, 900],
      ],
      [
        [3, 0, 90],
        [3, 90, 900],
      ],
      [
        [3, 900, 90],
        [3, 90, 0],
      ],
      [
        [3, 900, 0],
        [3, 0, 900],
      ],
    ] as const) {
      const [one, ...others] = compute(batchMatMul, { a, b }, {}).map(bits);
      for (const other of others) expect(other).toBe(one);
    }
    expect(compute(batchMatMul, { a: [2, 3, 0], b: [2, 0, 3] }, {})[1]).toEqual(new Float32Array(18));
  });

  it('leaves small work in one thread', () => {
    expectSameBits(compute(conv2D, { x: [4, 8, 8, 3], filter: [3, 3, 3, 8] }, same));
    expectSameBits(compute(batchMatMul, { a: [32, 64], b: [64, 32] }, {}));
    expectSameBits(compute(fusedMatMul, { a: [8, 64], b: [64, 32], bias: [32] }, {}));
    expect(ran).toEqual([]);
  });
});
