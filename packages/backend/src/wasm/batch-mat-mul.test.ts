import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { agree, random, restoreBackend, tested, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

const size = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(1, 2, 5, 6, 8, 37, 40, 64));
const products = fc.record({
  rows: size,
  depth: size,
  columns: size,
  batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
  /** Which batch dimensions one side repeats, and which side. */
  repeated: fc.constantFrom('a', 'b', 'none'),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  seed: fc.nat(1000),
});

const operands = (p: typeof products extends fc.Arbitrary<infer T> ? T : never) => {
  const batchOf = (side: string) => (p.repeated === side ? p.batch.map(() => 1) : p.batch);
  return {
    a: random([...batchOf('a'), ...(p.transposeA ? [p.depth, p.rows] : [p.rows, p.depth])], p.seed),
    b: random([...batchOf('b'), ...(p.transposeB ? [p.columns, p.depth] : [p.depth, p.columns])], p.seed + 1),
  };
};

describe.runIf(tested === 'wasm')('matrix product on wasm', () => {
  it('BatchMatMul equals the cpu backend: any shape, batch, broadcast and transposition', async () => {
    await fc.assert(
      fc.asyncProperty(products, async (p) => {
        await agree('BatchMatMul', operands(p), { transposeA: p.transposeA, transposeB: p.transposeB });
      }),
      { numRuns: 300 },
    );
  });

  it('carries NaN and infinity as the cpu backend does', async () => {
    await fc.assert(
      fc.asyncProperty(products, async (p) => {
        const { a, b } = operands(p);
        const inputs = { a: withSpecials(a, p.seed), b };
        await agree('BatchMatMul', inputs, { transposeA: p.transposeA, transposeB: p.transposeB });
      }),
      { numRuns: 100 },
    );
  });

  it('_FusedMatMul equals the cpu backend: bias and activation', async () => {
    const activations = fc.constantFrom('linear', 'relu', 'relu6', 'elu', 'sigmoid');
    await fc.assert(
      fc.asyncProperty(products, fc.boolean(), activations, async (p, hasBias, activation) => {
        fc.pre(p.rows * p.depth * p.columns > 0);
        const flat = { ...p, batch: [1], repeated: 'none' as const };
        const bias = hasBias ? { bias: random([p.columns], p.seed + 2) } : {};
        const attrs = { transposeA: p.transposeA, transposeB: p.transposeB, activation };
        await agree('_FusedMatMul', { ...operands(flat), ...bias }, attrs);
      }),
      { numRuns: 200 },
    );
  });

  it('has empty batches', async () => {
    const attrs = { transposeA: false, transposeB: true };
    await agree('BatchMatMul', { a: random([0, 2, 3], 1), b: random([0, 4, 3], 2) }, attrs);
  });

  it('sums more than one block of the depth', async () => {
    await agree(
      'BatchMatMul',
      { a: random([33, 700], 1), b: random([700, 19], 2) },
      { transposeA: false, transposeB: false },
    );
    await agree(
      'BatchMatMul',
      { a: random([700, 233], 1), b: random([19, 700], 2) },
      { transposeA: true, transposeB: true },
    );
  });

  it('refuses vectors', async () => {
    const vector = tf.tensor1d([1, 2]) as unknown as tf.Tensor2D;
    await restoreBackend();
    expect(() => tf.matMul(tf.zeros([2, 2]), vector)).toThrow(
      /at least 2 axes, got shapes \[2,2\] and \[2\]/,
    );
    expect(() => tf.matMul(vector, tf.zeros([2, 2]))).toThrow(/at least 2 axes/);
  });

  it('refuses matrices that do not fit', () => {
    expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow(
      /inner shapes \(3\) and \(2\).*must match/,
    );
    expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]), true, true)).toThrow(/inner shapes/);
  });
});
