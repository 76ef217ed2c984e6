import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '../losses/loss.ts';
import type { AttackInput } from './attack.ts';
import { type Ascent, attackAscent } from './attack-gradient.ts';
import type { Guide } from './climb.ts';

/** What an attack wants to grow, seen from a point `[N, ...]` in one of its steps. The caller disposes its tensors. */
export type Outlook = (input: AttackInput, at: tf.Tensor, step: number) => Promise<Ascent>;

/** The gradient itself. */
export function plain(loss: Loss): Outlook {
  return (input, at) => attackAscent(input, at, loss);
}

/** The gradient of the model behind a differentiable transform of its inputs, which keeps their shape. */
export function through(
  outlook: Outlook,
  transform: (xs: tf.Tensor, input: AttackInput, step: number) => tf.Tensor,
): Outlook {
  return (input, at, step) => {
    const { classifier } = input;
    const logits = (xs: tf.Tensor) => tf.tidy(() => classifier.logits(transform(xs, input, step)));
    return outlook({ ...input, classifier: { ...classifier, logits } }, at, step);
  };
}

/** The gradient after a linear change, such as a blur. */
export function filtered(outlook: Outlook, filter: (gradient: tf.Tensor) => tf.Tensor): Outlook {
  return async (input, at, step) => {
    const seen = await outlook(input, at, step);
    try {
      return { ...seen, gradient: tf.tidy(() => filter(seen.gradient)) };
    } catch (error) {
      tf.dispose([seen.logits, seen.losses]);
      throw error;
    } finally {
      seen.gradient.dispose();
    }
  };
}

/** The mean of several outlooks, one after another; a sample's gradient counts as 0 where it is so in all of them. */
export function averaged(outlooks: readonly Outlook[]): Outlook {
  return async (input, at, step) => {
    let sum: Ascent | undefined;
    try {
      for (const [index, outlook] of outlooks.entries()) {
        input.options.signal?.throwIfAborted();
        // One outlook without a gradient is no reason to stop; all of them are, and the last is asked.
        const strict = index === outlooks.length - 1 && (sum?.zeroGradient.every(Boolean) ?? true);
        sum = add(sum, await outlook(strict ? input : lenient(input), at, step));
      }
      return scale(sum as Ascent, 1 / outlooks.length);
    } catch (error) {
      if (sum) tf.dispose([sum.gradient, sum.logits, sum.losses]);
      throw error;
    }
  };
}

const lenient = (input: AttackInput): AttackInput => ({
  ...input,
  options: { ...input.options, allZeroGradient: 'report' },
});

function combine(f: (get: (of: Ascent) => tf.Tensor) => tf.Tensor) {
  return {
    gradient: tf.tidy(() => f((of) => of.gradient)),
    logits: tf.tidy(() => f((of) => of.logits)) as tf.Tensor2D,
    losses: tf.tidy(() => f((of) => of.losses)) as tf.Tensor1D,
  };
}

function add(sum: Ascent | undefined, next: Ascent): Ascent {
  if (sum === undefined) return next;
  const zeroGradient = sum.zeroGradient.map((zero, row) => zero && (next.zeroGradient[row] ?? false));
  const total = combine((get) => tf.add(get(sum), get(next)));
  tf.dispose([sum, next].flatMap((of) => [of.gradient, of.logits, of.losses]));
  return { ...total, zeroGradient };
}

function scale(sum: Ascent, by: number): Ascent {
  const mean = combine((get) => tf.mul(get(sum), by));
  tf.dispose([sum.gradient, sum.logits, sum.losses]);
  return { ...mean, zeroGradient: sum.zeroGradient };
}

/** Steps in the direction of what is seen from the present point. */
export function follow(outlook: Outlook): Guide {
  return async ({ input, current, step }) => {
    const { gradient, logits, losses, zeroGradient } = await outlook(input, current, step);
    losses.dispose();
    return { gradient, logits, zeroGradient, memory: [] };
  };
}
