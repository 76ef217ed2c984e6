import type { Peak } from '../protocol.ts';
import { flopsPerTurn, maddModule } from './madd-module.ts';
import { repeatFor, warmUp } from './repeat.ts';

/** A call of a fifth of a millisecond: short enough for the compiler to replace the function early. */
const TURNS = 5000;
const ATTEMPTS = 5;

/**
 * The multiply-add rate of 128-bit SIMD in registers, with fused multiply-add where this Node has it: what no kernel can
 * exceed. The best of a few attempts, since noise only takes away.
 */
export async function measurePeak(minimumMs = 100): Promise<Peak> {
  const fused = WebAssembly.validate(maddModule(true));
  const { instance } = await WebAssembly.instantiate(maddModule(fused));
  const run = instance.exports.run as (turns: number) => number;
  const repetition = () => {
    run(TURNS);
  };
  await warmUp(5 * minimumMs, repetition);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ATTEMPTS; i++) best = Math.min(best, (await repeatFor(minimumMs, repetition)).ms);
  return { gflops: (TURNS * flopsPerTurn(fused)) / best / 1e6 };
}
