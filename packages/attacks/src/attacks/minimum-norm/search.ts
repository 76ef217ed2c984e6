import * as tf from '@tensorflow/tfjs-core';
import { ModelOutputError } from '../../errors.ts';
import { checkGradient, inputGradient } from '../../losses/input-gradient.ts';
import type { Loss } from '../../losses/loss.ts';
import { margin } from '../../losses/margin.ts';
import type { AttackInput, Perturbed } from '../attack.ts';
import { attackAscent } from '../attack-gradient.ts';
import { breather } from '../breathe.ts';
import { ledger } from '../cost.ts';
import { read } from '../read.ts';
import type { Held } from './held.ts';
import { keeper } from './keeper.ts';
import { verdict } from './verdict.ts';

/** Samples of the batch that are still worked on, with their labels. */
export type Part = Pick<Held<{ xs: tf.Tensor; labels: tf.Tensor1D }>, 'rows' | 'now'>;

/** What candidates turned out to be, for each sample of a part. */
export interface Seen {
  /** The candidate is adversarial, by the confidence that the attack asks for. */
  readonly reached: readonly boolean[];
  /** What the logits lack for that; see `Verdict`. */
  readonly lacking: readonly number[];
  /** Distance of the candidate from the clean sample. */
  readonly distances: Float32Array;
  readonly logits: readonly Float32Array[];
}

/** A search for the closest adversarial sample: it looks at candidates, keeps the best of each sample, and counts. */
export interface Search {
  /** For each sample of the batch, the distance of the closest adversarial candidate so far, or Infinity. */
  readonly closest: Float32Array;
  /** Asks the model about candidates within the bounds, `[n, ...]` for the n samples of the part. */
  look(part: Part, candidates: tf.Tensor): Promise<Seen>;
  /**
   * Looks, and also returns the gradient of what the attack wants to grow, `[n, ...]`; the caller disposes it.
   * @param loss Default the margin.
   */
  climb(part: Part, candidates: tf.Tensor, loss?: Loss): Promise<Seen & { readonly gradient: tf.Tensor }>;
  /** Only the gradient of a loss, whether the attack is targeted or not; the caller disposes it. */
  gradient(part: Part, candidates: tf.Tensor, loss: Loss): Promise<tf.Tensor>;
}

export interface SearchOptions {
  /** Length of each sample of a perturbation `[n, ...]`, as `[n]`: what is to become small. */
  readonly distance: (delta: tf.Tensor) => tf.Tensor;
  /** By how much the logits must be beyond the goal. Default 0. */
  readonly confidence?: number;
}

/**
 * Runs the body of a minimum-norm attack. Its result holds for each sample the closest adversarial candidate that was
 * looked at; where there was none, the candidate whose logits lacked least. The body must look at the clean samples first:
 * samples that meet the goal already are found there, at distance 0, and stay as they are.
 */
export async function searching(
  input: AttackInput,
  { distance, confidence = 0 }: SearchOptions,
  body: (search: Search) => Promise<void>,
): Promise<Perturbed> {
  const { classifier, xs, targeted, options } = input;
  const samples = xs.shape[0] ?? 0;
  const labels = await input.labels.data();
  const cost = ledger(samples);
  const breathe = breather();
  const best = keeper(xs);
  let zeroGradient: readonly boolean[] | undefined;

  const judge = async (part: Part, candidates: tf.Tensor, logits: tf.Tensor2D): Promise<Seen> => {
    const [values = new Float32Array(), distances = new Float32Array()] = await read(() => [
      tf.clone(logits),
      distance(tf.sub(candidates, part.now.xs)),
    ]);
    const classes = logits.shape[1];
    const rows = part.rows.map((_, i) => values.subarray(i * classes, (i + 1) * classes));
    const broken = rows.findIndex((row) => !row.every(Number.isFinite));
    if (broken >= 0) {
      throw new ModelOutputError(
        `the model returns logits that are not finite for a candidate of sample ${part.rows[broken]}`,
      );
    }
    const verdicts = rows.map((row, i) => verdict(row, labels[part.rows[i] ?? 0] ?? 0, targeted));
    const lacking = verdicts.map((found) => found.lacking);
    // A clean sample that meets the goal stays as it is, however confident the attack wants to be.
    const reached = verdicts.map(
      (found, i) => found.reached && (found.lacking <= -confidence || distances[i] === 0),
    );
    best.offer({ rows: part.rows, reached, lacking, distances }, candidates);
    await breathe();
    return { reached, lacking, distances, logits: rows };
  };

  const search: Search = {
    closest: best.closest,
    async look(part, candidates) {
      options.signal?.throwIfAborted();
      cost.query(part.rows);
      const logits = classifier.logits(candidates);
      try {
        return await judge(part, candidates, logits);
      } finally {
        logits.dispose();
      }
    },
    async climb(part, candidates, loss = margin) {
      options.signal?.throwIfAborted();
      cost.gradient(part.rows);
      // Without a gradient there is no direction at the start; single samples may lose it on the way.
      const allZeroGradient = zeroGradient ? 'report' : (options.allZeroGradient ?? 'throw');
      const { labels } = part.now;
      const rows = part.rows.map((row) => input.rows?.[row] ?? row);
      const { gradient, logits, losses, ...found } = await attackAscent(
        { ...input, labels, rows, options: { ...options, allZeroGradient } },
        candidates,
        loss,
      );
      losses.dispose();
      zeroGradient ??= found.zeroGradient;
      try {
        return { ...(await judge(part, candidates, logits)), gradient };
      } catch (error) {
        gradient.dispose();
        throw error;
      } finally {
        logits.dispose();
      }
    },
    async gradient(part, candidates, loss) {
      options.signal?.throwIfAborted();
      cost.gradient(part.rows);
      const gradient = inputGradient(classifier, candidates, part.now.labels, loss);
      try {
        await checkGradient(gradient, 'report');
        return gradient;
      } catch (error) {
        gradient.dispose();
        throw error;
      }
    },
  };

  try {
    await body(search);
    return {
      adversarial: best.take(),
      zeroGradient: zeroGradient ?? new Array<boolean>(samples).fill(false),
      cost,
    };
  } catch (error) {
    best.dispose();
    throw error;
  }
}
