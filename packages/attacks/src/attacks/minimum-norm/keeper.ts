import * as tf from '@tensorflow/tfjs-core';
import { putSamples, takeSamples } from '../per-sample.ts';

/** What is known of candidates for some samples of a batch; one entry for each of them. */
export interface Offer {
  /** Their places in the batch. */
  readonly rows: readonly number[];
  readonly reached: readonly boolean[];
  readonly lacking: readonly number[];
  readonly distances: ArrayLike<number>;
}

/** The best candidate of each sample so far. */
export interface Keeper {
  /** Distance of the closest that reached the goal, or Infinity. */
  readonly closest: Float32Array;
  /** Keeps those of `candidates` `[n, ...]` that are better: closest of all that reached the goal, else lacking least. */
  offer(offer: Offer, candidates: tf.Tensor): void;
  /** `[N, ...]`: belongs to the caller from then on. */
  take(): tf.Tensor;
  dispose(): void;
}

/** Starts with the clean samples, which nothing is known of yet. */
export function keeper(xs: tf.Tensor): Keeper {
  const samples = xs.shape[0] ?? 0;
  const closest = new Float32Array(samples).fill(Number.POSITIVE_INFINITY);
  const least = new Array<number>(samples).fill(Number.POSITIVE_INFINITY);
  let best = tf.clone(xs);

  const isBetter = ({ rows, reached, lacking, distances }: Offer, i: number): boolean => {
    const row = item(rows, i);
    if (reached[i]) return item(distances, i) < item(closest, row);
    return closest[row] === Number.POSITIVE_INFINITY && item(lacking, i) < item(least, row);
  };

  return {
    closest,
    offer(offer, candidates) {
      const better = [...offer.rows.keys()].filter((i) => isBetter(offer, i));
      for (const i of better) {
        const row = item(offer.rows, i);
        if (offer.reached[i]) closest[row] = item(offer.distances, i);
        else least[row] = item(offer.lacking, i);
      }
      if (better.length === 0) return;
      const rows = better.map((i) => item(offer.rows, i));
      const old = best;
      best = tf.tidy(() => putSamples(old, rows, takeSamples(candidates, better)));
      old.dispose();
    },
    take: () => best,
    dispose: () => best.dispose(),
  };
}

const item = (values: ArrayLike<number>, index: number) => values[index] ?? Number.NaN;
