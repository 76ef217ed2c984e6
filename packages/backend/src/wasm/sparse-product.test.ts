import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from './engine.ts';
import { readEngine } from './register.ts';
import { multiplySparse } from './sparse-product.ts';
import { agree, random, restoreBackend, tested, type Values, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

const products = fc.record({
  rows: fc.integer({ min: 3, max: 40 }),
  depth: fc.integer({ min: 0, max: 40 }),
  columns: fc.integer({ min: 16, max: 50 }),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  /** One in so many numbers of a is not 0. */
  every: fc.constantFrom(1, 12, 16, 17, 30, 1000),
  seed: fc.nat(1000),
});
type Case = typeof products extends fc.Arbitrary<infer T> ? T : never;

function operands({ rows, depth, columns, transposeA, transposeB, every, seed }: Case) {
  const a = random(transposeA ? [depth, rows] : [rows, depth], seed);
  const b = random(transposeB ? [columns, depth] : [depth, columns], seed + 1);
  return { a: { ...a, values: a.values.map((value, i) => (i % every === seed % every ? value : 0)) }, b };
}

const attributes = ({ transposeA, transposeB }: Case) => ({ transposeA, transposeB });

describe.runIf(tested === 'wasm')('products with mostly zeros', () => {
  it('equal those of the cpu backend', async () => {
    await fc.assert(
      fc.asyncProperty(products, async (c) => agree('BatchMatMul', operands(c), attributes(c))),
      { numRuns: 150 },
    );
  });

  it('carry NaN and infinity on either side as the cpu backend does', async () => {
    await fc.assert(
      fc.asyncProperty(products, fc.constantFrom('a' as const, 'b' as const), async (c, side) => {
        const inputs = operands(c);
        await agree('BatchMatMul', { ...inputs, [side]: withSpecials(inputs[side], c.seed) }, attributes(c));
      }),
      { numRuns: 150 },
    );
  });

  describe('are found', () => {
    /** Whether a product `[8, 32] x [32, 16]` skips zeros. */
    async function skips(a: (index: number) => number, b: Values = random([32, 16], 1)): Promise<boolean> {
      const { bytes, build } = await readEngine({});
      const engine: Engine = await createEngine(bytes, build);
      const { backend } = engine;
      const infos = [Float32Array.from({ length: 256 }, (_, i) => a(i)), b.values, new Float32Array(128)].map(
        (values) => {
          const info = backend.makeOutput([values.length], 'float32');
          const place = backend.dataIdMap.get(info.dataId).memoryOffset;
          new Float32Array(backend.wasm.HEAPU8.buffer).set(values, place / 4);
          return { info, place };
        },
      );
      const product = {
        ...{ rows: 8, columns: 16, depth: 32, pairs: [], shape: [8, 16] },
        ...{ transposeA: false, transposeB: false },
      };
      const places = infos.map(({ place }) => place) as [number, number, number];
      const found = multiplySparse(engine, product, places);
      for (const { info } of infos) backend.disposeData(info.dataId);
      return found;
    }

    it('where at most one in 16 is not zero', async () => {
      expect(await skips(() => 0)).toBe(true);
      expect(await skips((i) => (i % 16 === 3 ? 2 : 0))).toBe(true);
      expect(await skips((i) => (i % 15 === 3 ? 2 : 0))).toBe(false);
      expect(await skips(() => 1)).toBe(false);
      expect(await skips((i) => (i < 200 ? 0 : 1))).toBe(false);
    });

    it('where they meet nothing that is not finite', async () => {
      for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        for (const at of [0, 5, 511]) {
          const { values, shape } = random([32, 16], 1);
          values[at] = wrong;
          expect(await skips(() => 0, { values, shape })).toBe(false);
        }
      }
    });
  });
});
