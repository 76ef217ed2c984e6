import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '../../losses/loss.ts';
import { partSeed } from '../../threats/random.ts';
import type { AttackInput, Perturbed } from '../attack.ts';
import { putSamples, rowsWhere, takeSamples } from '../per-sample.ts';
import { selectInput } from '../select-input.ts';
import { lenient, type Run, type RunSettings, runOnce } from './once.ts';

/**
 * Runs of APGD, one for each loss, each from a start of its own. With `earlyStop` only samples that have not reached the goal
 * try again. Of the points of the others the one with the highest loss is handed out.
 */
export async function attempts(
  input: AttackInput,
  losses: readonly Loss[],
  seed: number,
  settings: RunSettings,
): Promise<Perturbed> {
  const samples = input.xs.shape[0] ?? 0;
  const reached = new Array<boolean>(samples).fill(false);
  const highest = new Array<number>(samples).fill(Number.NEGATIVE_INFINITY);
  let zeroGradient: readonly boolean[] = [];
  let adversarial = tf.clone(input.xs);

  /** Keeps what a run of the samples at these places found, where it is better than what is there. */
  const keep = (rows: readonly number[], run: Run) => {
    const better = rows.flatMap((row, i) =>
      run.reached[i] || (run.losses[i] ?? 0) > (highest[row] ?? 0) ? [i] : [],
    );
    for (const [i, row] of rows.entries()) {
      highest[row] = Math.max(highest[row] ?? 0, run.losses[i] ?? 0);
      reached[row] = run.reached[i] === true;
    }
    if (better.length === 0) return;
    const before = adversarial;
    const places = better.map((i) => rows[i] ?? 0);
    adversarial = tf.tidy(() => putSamples(before, places, takeSamples(run.points, better)));
    before.dispose();
  };

  try {
    for (const [attempt, loss] of losses.entries()) {
      const rows = rowsWhere(reached.map((flag) => !flag));
      if (rows.length === 0) break;
      const part = selectInput(attempt === 0 ? input : lenient(input), rows);
      try {
        const run = await runOnce(part, loss, partSeed(seed, attempt), settings);
        if (attempt === 0) zeroGradient = run.zeroGradient;
        keep(rows, run);
        run.points.dispose();
      } finally {
        tf.dispose([part.xs, part.labels]);
      }
    }
    return { adversarial, zeroGradient, cost: settings.cost };
  } catch (error) {
    adversarial.dispose();
    throw error;
  }
}
