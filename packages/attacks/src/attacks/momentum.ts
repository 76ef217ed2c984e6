import * as tf from '@tensorflow/tfjs-core';
import { radius } from '../threats/radius.ts';
import { partSeed } from '../threats/random.ts';
import { asRows } from '../threats/threat.ts';
import type { Ascent } from './attack-gradient.ts';
import type { Bearing, Guide, Position } from './climb.ts';
import { averaged, type Outlook } from './outlook.ts';

/** How a direction is remembered from step to step. */
export interface Momentum {
  /** What is left of the accumulated gradient in the next step, at least 0. */
  readonly decay: number;
  /** Look around where the accumulated gradient would lead in one step, as Nesterov did. Default false. */
  readonly lookAhead?: boolean;
}

/**
 * Accumulates gradients, each divided by the mean of its absolute values: that is the L1 norm of the papers up to a constant,
 * as in their code, so that steps ahead are as long as steps.
 */
export function withMomentum(outlook: Outlook, { decay, lookAhead = false }: Momentum): Guide {
  return async (position) => {
    const { input, current, step, memory } = position;
    const ahead = lookAhead ? leadingOn(position, decay) : undefined;
    const seen = await outlook(input, ahead ?? current, step).finally(() => ahead?.dispose());
    return finish(seen, [], () => accumulate(seen.gradient, memory[0], decay));
  };
}

/** How much of the neighbourhood is looked at. */
export interface Neighbourhood {
  /** Number of points. */
  readonly neighbours: number;
  /** Radius in units of eps. */
  readonly beta: number;
  readonly seed: number;
}

/** Momentum of gradients tuned by how gradients around the last point differed from the one at it. */
export function withTunedVariance(
  outlook: Outlook,
  { decay, neighbours, beta, seed }: Momentum & Neighbourhood,
): Guide {
  return async ({ input, current, step, memory: [last, variance] }) => {
    const seen = await outlook(input, current, step);
    const around = Array.from(
      { length: neighbours },
      (_, index): Outlook =>
        async (group, at) => {
          const near = tf.tidy(() => {
            const random = group.threat.random(group.xs, partSeed(partSeed(seed, step), index));
            return tf.add(at, tf.mul(random, beta));
          });
          return outlook(group, near, step).finally(() => near.dispose());
        },
    );
    let mean: Ascent | undefined;
    try {
      mean = await averaged(around)(forgiving(input), current, step);
      const next = tf.sub(mean.gradient, seen.gradient);
      return finish(seen, [next], () =>
        accumulate(variance ? tf.add(seen.gradient, variance) : seen.gradient, last, decay),
      );
    } catch (error) {
      tf.dispose([seen.gradient, seen.logits, seen.losses]);
      throw error;
    } finally {
      if (mean) tf.dispose([mean.gradient, mean.logits, mean.losses]);
    }
  };
}

const forgiving = (input: Position['input']): Position['input'] => ({
  ...input,
  options: { ...input.options, allZeroGradient: 'report' },
});

function leadingOn({ input, current, memory, alpha }: Position, decay: number): tf.Tensor | undefined {
  const [accumulated] = memory;
  if (accumulated === undefined) return undefined;
  return tf.tidy(() => tf.add(current, tf.mul(accumulated, tf.mul(radius(alpha, input.xs), decay))));
}

function accumulate(gradient: tf.Tensor, last: tf.Tensor | undefined, decay: number): tf.Tensor {
  const mean = tf.mean(tf.abs(asRows(gradient)), 1);
  const size = tf.reshape(mean, [-1, ...gradient.shape.slice(1).map(() => 1)]);
  // A gradient of 0 stays 0 instead of NaN.
  const unit = tf.div(gradient, tf.where(tf.greater(size, 0), size, tf.onesLike(size)));
  return last ? tf.add(tf.mul(last, decay), unit) : unit;
}

/** The first memory is the direction; the caller keeps both it and a copy. */
function finish(seen: Ascent, more: readonly tf.Tensor[], direction: () => tf.Tensor): Bearing {
  const gradient = tf.tidy(() => tf.clone(direction()));
  tf.dispose([seen.gradient, seen.losses]);
  const { logits, zeroGradient } = seen;
  return { gradient, logits, zeroGradient, memory: [tf.clone(gradient), ...more] };
}
