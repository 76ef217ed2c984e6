import * as tf from '@tensorflow/tfjs-core';
import { partSeed } from '../../threats/random.ts';
import { epsOf } from '../apgd/rule.ts';
import type { AttackInput, Perturbed } from '../attack.ts';
import { searching } from '../minimum-norm/search.ts';
import { whereSamples } from '../per-sample.ts';
import { isDone, type WalkOptions, walk } from './walk.ts';

/** Which classes a sample goes to, given the others than its label, the strongest first: a list of rivals for each walk. */
export type Itinerary = (others: readonly number[]) => readonly (readonly number[])[];

/**
 * FAB: for each walk of the itinerary and each restart a walk of the samples that are not done. A sample has been attacked
 * in full at an infinite eps; at a finite one it is done as soon as it is adversarial within it, and handed out within it.
 */
export async function searchBoundary(
  input: AttackInput,
  itinerary: Itinerary,
  options: WalkOptions,
): Promise<Perturbed> {
  const { xs, labels, threat } = input;
  const everyone = Array.from({ length: xs.shape[0] ?? 0 }, (_, row) => row);
  let inside: readonly boolean[] = [];
  const found = await searching(input, { distance: threat.distance }, async (search) => {
    const { logits } = await search.look({ rows: everyone, now: { xs, labels } }, xs);
    const own = await labels.data();
    const plans = logits.map((row, sample) => itinerary(strongestFirst(row, own[sample])));
    const walks = plans[0]?.length ?? 0;
    for (let turn = 0; turn < walks * options.restarts; turn++) {
      const rows = everyone.filter((row) => !isDone(input, search, row));
      if (rows.length === 0) break;
      const which = Math.floor(turn / options.restarts);
      const rivals = rows.map((row) => plans[row]?.[which] ?? []);
      const seed = partSeed(options.seed, which);
      await walk(input, search, { rows, rivals, restart: turn % options.restarts }, { ...options, seed });
    }
    inside = everyone.map((row) => (search.closest[row] ?? 0) <= epsOf(input, row));
  });
  return { ...found, adversarial: within(input, found.adversarial, inside) };
}

/** Points that lie outside the ball are no result; the nearest in it may still do. */
function within({ xs, threat }: AttackInput, points: tf.Tensor, inside: readonly boolean[]): tf.Tensor {
  if (threat.eps === Number.POSITIVE_INFINITY) return points;
  const admitted = tf.tidy(() =>
    whereSamples(inside, points, tf.add(xs, threat.project(tf.sub(points, xs)))),
  );
  points.dispose();
  return admitted;
}

function strongestFirst(logits: Float32Array, own: number | undefined): number[] {
  const others = Array.from(logits.keys()).filter((index) => index !== own);
  return others.sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0));
}
