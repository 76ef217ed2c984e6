import type * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '../../losses/loss.ts';
import type { AttackInput } from '../attack.ts';
import { rowsWhere, takeSamples } from '../per-sample.ts';
import { type Held, held } from './held.ts';
import type { Search } from './search.ts';

/** Samples that an attack moves: clean, with their labels, where they are, and the gradient there. */
export type Moving = {
  readonly xs: tf.Tensor;
  readonly labels: tf.Tensor1D;
  readonly at: tf.Tensor;
  readonly gradient: tf.Tensor;
};

/** The samples that an attack starts with, and what the model says about them; the caller disposes `part`. */
export interface Opening {
  readonly part: Held<Moving>;
  /** See `Seen`. */
  readonly lacking: readonly number[];
}

/**
 * Looks at the clean samples, with one gradient each.
 * @param loss Default the margin.
 * @returns Those that do not meet the goal yet, or undefined when all do.
 */
export async function opening(
  { xs, labels }: AttackInput,
  search: Search,
  loss?: Loss,
): Promise<Opening | undefined> {
  const rows = Array.from({ length: xs.shape[0] ?? 0 }, (_, row) => row);
  const { gradient, reached, lacking } = await search.climb({ rows, now: { xs, labels } }, xs, loss);
  const open = rowsWhere(reached.map((flag) => !flag));
  try {
    if (open.length === 0) return undefined;
    const part = held(open, () => ({
      xs: takeSamples(xs, open),
      labels: takeSamples(labels, open),
      at: takeSamples(xs, open),
      gradient: takeSamples(gradient, open),
    }));
    return { part, lacking: open.map((row) => lacking[row] ?? Number.NaN) };
  } finally {
    gradient.dispose();
  }
}
