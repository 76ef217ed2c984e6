import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '../../losses/loss.ts';
import type { AttackInput } from '../attack.ts';
import type { Ledger } from '../cost.ts';
import { read } from '../read.ts';
import { climb } from './climb.ts';
import type { Climbed } from './climbers.ts';
import { momentum } from './momentum.ts';
import { shrinkingBalls } from './schedule.ts';
import { admitSparse, sparse } from './sparse.ts';
import { startOnSurface, startSparse } from './start.ts';

/** What one run of APGD needs besides its loss and its seed. */
export interface RunSettings {
  readonly steps: number;
  /** Steps that must raise the loss, as a part of an interval. */
  readonly rho: number;
  /** Gradients averaged at each point. */
  readonly eot: number;
  readonly earlyStop: boolean;
  readonly randomStart: boolean;
  readonly cost: Ledger;
}

export type Run = Climbed & { readonly zeroGradient: readonly boolean[] };

/** One run of APGD. The caller disposes `points`. */
export async function runOnce(
  input: AttackInput,
  loss: Loss,
  seed: number,
  settings: RunSettings,
): Promise<Run> {
  if (input.threat.norm === 'l1') return await runSparse(input, loss, seed, settings);
  const start = settings.randomStart ? startOnSurface(input, seed) : tf.clone(input.xs);
  try {
    return await climb(input, start, { ...settings, loss, rule: momentum(settings.rho) });
  } finally {
    start.dispose();
  }
}

/** Three balls, each smaller than the one before and each entered at the highest point of it; only the last one counts. */
async function runSparse(input: AttackInput, loss: Loss, seed: number, settings: RunSettings): Promise<Run> {
  const stages = shrinkingBalls(settings.steps);
  const [widest] = stages;
  let start = settings.randomStart ? await startSparse(input, seed, widest?.scale ?? 1) : tf.clone(input.xs);
  let zeroGradient: readonly boolean[] | undefined;
  let found: Run | undefined;
  try {
    for (const { scale, steps } of stages) {
      const earlyStop = settings.earlyStop && scale === 1;
      const part = zeroGradient ? lenient(input) : input;
      found = await climb(part, start, { ...settings, steps, earlyStop, loss, rule: sparse(scale) });
      zeroGradient ??= found.zeroGradient;
      if (scale === 1) break;
      const [change = new Float32Array()] = await read(() => [tf.sub((found as Run).points, input.xs)]);
      tf.dispose([start, found.points]);
      start = await admitSparse(input, change, scale - 1);
    }
    return { ...(found as Run), zeroGradient: zeroGradient ?? [] };
  } finally {
    start.dispose();
  }
}

/** The same, where gradients of 0 are no error: after the first look they do not mean that there is nothing to climb. */
export function lenient(input: AttackInput): AttackInput {
  return { ...input, options: { ...input.options, allZeroGradient: 'report' } };
}
