import * as tf from '@tensorflow/tfjs-core';
import { partSeed } from '../../threats/random.ts';
import type { Norm, Threat } from '../../threats/threat.ts';
import { epsOf } from '../apgd/rule.ts';
import { startOnSurface } from '../apgd/start.ts';
import type { AttackInput } from '../attack.ts';
import { held } from '../minimum-norm/held.ts';
import type { Search } from '../minimum-norm/search.ts';
import { rowsWhere, takeSamples, whereSamples } from '../per-sample.ts';
import { approach, type StepOptions } from './approach.ts';
import type { Walkers } from './planes.ts';

export interface WalkOptions extends StepOptions {
  readonly threat: Threat;
  readonly steps: number;
  readonly restarts: number;
  /** What remains of the way from the clean sample, after a success. */
  readonly beta: number;
  readonly seed: number;
}

/** How far from the clean sample a restart begins at most, where neither eps nor a success says it (the authors' code). */
const FAR: Record<Norm, number> = { linf: 0.3, l2: 1, l1: 5 };

/** A sample is done where it was wrong already, or is adversarial within its eps, where that is finite. */
export function isDone(input: AttackInput, search: Search, row: number): boolean {
  const distance = search.closest[row] ?? 0;
  return distance === 0 || (Number.isFinite(distance) && distance <= finite(epsOf(input, row)));
}

const finite = (eps: number) => (eps === Number.POSITIVE_INFINITY ? -1 : eps);

/**
 * One walk of FAB for the samples at these places: to the boundary, and where it is crossed a part of the way back.
 * @param rivals The classes that each of these samples may go to.
 * @param restart 0 begins at the clean samples, others at random.
 */
export async function walk(
  input: AttackInput,
  search: Search,
  {
    rows,
    rivals,
    restart,
  }: { rows: readonly number[]; rivals: readonly (readonly number[])[]; restart: number },
  options: WalkOptions,
): Promise<void> {
  const walkers = held<Walkers>(rows, () => {
    const xs = takeSamples(input.xs, rows);
    return {
      xs,
      labels: takeSamples<tf.Tensor1D>(input.labels, rows),
      at:
        restart === 0
          ? tf.clone(xs)
          : nearby(input, search, rows, xs, partSeed(options.seed, restart), options.threat),
      rivals: tf.tensor2d(
        rivals.map((classes) => [...classes]),
        undefined,
        'int32',
      ),
    };
  });
  try {
    for (let step = 0; step < options.steps; step++) {
      const next = await approach(input, search, walkers, options);
      walkers.update(() => ({ at: next }));
      const { reached } = await search.look(walkers, walkers.now.at);
      walkers.update(({ xs, at }) => ({
        at: whereSamples(reached, tf.add(xs, tf.mul(tf.sub(at, xs), options.beta)), at),
      }));
      const open = rowsWhere(walkers.rows.map((row) => !isDone(input, search, row)));
      if (open.length === 0) return;
      walkers.narrow(open);
    }
  } finally {
    walkers.dispose();
  }
}

/** Random points half as far away as an adversarial sample is known to be, or as it may be. */
function nearby(
  input: AttackInput,
  search: Search,
  rows: readonly number[],
  xs: tf.Tensor,
  seed: number,
  threatOf: Threat,
): tf.Tensor {
  const { norm } = input.threat;
  const radii = Array.from(search.closest, (distance, row) => {
    const known = Math.min(distance, epsOf(input, row));
    return (Number.isFinite(known) ? known : FAR[norm]) / 2;
  });
  return startOnSurface({ ...input, xs, threat: threatOf(radii).select(rows) }, seed);
}
