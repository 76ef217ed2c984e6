import fc from 'fast-check';
import { afterAll, describe, it } from 'vitest';
import { agree, random, restoreBackend, tested } from './test-support.ts';

afterAll(restoreBackend);

describe.runIf(tested === 'wasm')('matrix product on wasm', () => {
  it('BatchMatMul: any shape, batch and transposition', async () => {
    const size = fc.integer({ min: 1, max: 20 });
    const batch = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 1 });
    await fc.assert(
      fc.asyncProperty(
        size,
        size,
        size,
        batch,
        fc.boolean(),
        fc.boolean(),
        async (m, k, n, b, transposeA, transposeB) => {
          const inputs = {
            a: random([...b, ...(transposeA ? [k, m] : [m, k])], 1),
            b: random([...b, ...(transposeB ? [n, k] : [k, n])], 2),
          };
          await agree('BatchMatMul', inputs, { transposeA, transposeB });
        },
      ),
      { numRuns: 100 },
    );
  });
});
