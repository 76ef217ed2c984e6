import { describe, expect, it } from 'vitest';
import { FACTOR, flopsPerTurn, maddModule, TERM, UNROLLED, VALUES } from './madd-module.ts';
import { measurePeak } from './peak.ts';

/** The same in plain numbers; all of them are exact in float32. */
function expected(fused: boolean, operations: number): number {
  let total = 0;
  for (let start = 0; start < VALUES; start++) {
    let value = start;
    for (let i = 0; i < operations; i++) {
      if (fused) value = value * FACTOR + TERM;
      else value = start % 2 === 0 ? value * FACTOR : value + TERM;
    }
    total += value;
  }
  return total;
}

describe.each([
  ['products and sums', false],
  ['fused multiply-add', true],
])('the loop with %s', (_, fused) => {
  const module = maddModule(fused);

  // Relaxed SIMD is not in every Node.
  it.skipIf(!WebAssembly.validate(module))('does the operations that it counts', async () => {
    const { instance } = await WebAssembly.instantiate(module);
    const run = instance.exports.run as (turns: number) => number;
    for (const turns of [1, 2, 5]) expect(run(turns)).toBe(expected(fused, turns * UNROLLED));
    expect(expected(fused, UNROLLED - 1)).not.toBe(expected(fused, UNROLLED));
    expect(flopsPerTurn(fused)).toBe(VALUES * UNROLLED * 4 * (fused ? 2 : 1));
  });
});

describe('measurePeak', () => {
  it('is a rate that a processor can have', async () => {
    const { gflops = 0 } = await measurePeak(5);
    expect(gflops).toBeGreaterThan(0.1);
    expect(gflops).toBeLessThan(1000);
  });
});
