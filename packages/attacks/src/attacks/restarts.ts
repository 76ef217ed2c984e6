import * as tf from '@tensorflow/tfjs-core';
import { checkFinite } from '../classifier/predict.ts';
import type { Loss } from '../losses/loss.ts';
import type { AttackInput } from './attack.ts';
import type { Climbed } from './climb.ts';
import type { Ledger } from './cost.ts';
import { meetsGoal } from './goal.ts';
import { putSamples, takeSamples } from './per-sample.ts';
import { selectInput } from './select-input.ts';

/**
 * The best of several attempts for each sample: the first that meets the goal, else the one with the highest loss (targeted:
 * the lowest). Samples that met it take no part in later attempts. Each attempt is judged by one query of each sample.
 */
export async function bestOf(
  input: AttackInput,
  spent: Ledger,
  loss: Loss,
  attempts: number,
  attempt: (input: AttackInput, index: number) => Promise<Climbed>,
): Promise<Climbed> {
  const samples = input.xs.shape[0] ?? 0;
  const height = new Float32Array(samples).fill(Number.NEGATIVE_INFINITY);
  let open = Array.from({ length: samples }, (_, row) => row);
  let zeroGradient: boolean[] = new Array<boolean>(samples).fill(true);
  let best: tf.Tensor | undefined;
  try {
    for (let index = 0; index < attempts && open.length > 0; index++) {
      const group = index === 0 ? input : forgiving(selectInput(input, open));
      let climbed: Climbed | undefined;
      try {
        climbed = await attempt(group, index);
        const { solved, losses } = await appraise(group, climbed.current, loss);
        spent.query(group.rows);
        const better = open.flatMap((row, i) =>
          solved[i] || (losses[i] ?? Number.NaN) > (height[row] ?? Number.NaN) ? [{ row, i }] : [],
        );
        for (const { row, i } of better) height[row] = losses[i] ?? 0;
        zeroGradient = update(zeroGradient, open, climbed.zeroGradient);
        best = keepBetter(best, climbed.current, better);
        open = open.filter((_, i) => !solved[i]);
      } finally {
        climbed?.current.dispose();
        if (group.xs !== input.xs) tf.dispose([group.xs, group.labels]);
      }
    }
    return { current: best ?? tf.clone(input.xs), zeroGradient };
  } catch (error) {
    best?.dispose();
    throw error;
  }
}

const forgiving = (input: AttackInput): AttackInput => ({
  ...input,
  options: { ...input.options, allZeroGradient: 'report' },
});

const update = (flags: readonly boolean[], rows: readonly number[], now: readonly boolean[]) => {
  const next = [...flags];
  for (const [i, row] of rows.entries()) next[row] = (next[row] ?? false) && (now[i] ?? false);
  return next;
};

/** One forward pass: who met the goal, and how high the attack got. */
async function appraise(input: AttackInput, at: tf.Tensor, loss: Loss) {
  const { classifier, labels, targeted, rows } = input;
  const logits = classifier.logits(at);
  const losses = tf.tidy(() => {
    const values = loss(logits, labels, rows);
    return targeted ? tf.neg(values) : values;
  });
  try {
    checkFinite(await logits.data(), logits.shape, 'adversarial');
    return { solved: await meetsGoal(input, logits), losses: await losses.data() };
  } finally {
    tf.dispose([logits, losses]);
  }
}

function keepBetter(
  best: tf.Tensor | undefined,
  current: tf.Tensor,
  better: readonly { readonly row: number; readonly i: number }[],
): tf.Tensor {
  if (best === undefined) return tf.clone(current);
  if (better.length === 0) return best;
  const next = tf.tidy(() =>
    putSamples(
      best,
      better.map(({ row }) => row),
      takeSamples(
        current,
        better.map(({ i }) => i),
      ),
    ),
  );
  best.dispose();
  return next;
}
