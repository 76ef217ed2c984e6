import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../classifier/bounds.ts';
import { l2 } from '../threats/l2.ts';
import { asRows, type Threat } from '../threats/threat.ts';
import type { Attack, AttackInput } from './attack.ts';
import { defineAttack } from './define-attack.ts';
import { cosine } from './minimum-norm/cosine.ts';
import { opening } from './minimum-norm/opening.ts';
import { fraction, positive, wholeNumber } from './minimum-norm/options.ts';
import { type Search, searching } from './minimum-norm/search.ts';
import { read } from './read.ts';

export interface FmnOptions {
  /** The norm to keep small: `l2` (default), `linf`, `l1`, or your own threat model. */
  readonly threat?: Threat;
  /** Number of steps, each with one gradient. Default 100. */
  readonly steps?: number;
  /** By which fraction the radius changes at first; it falls along half a cosine to 0.001. Default 0.05. */
  readonly gamma?: number;
  /** Euclidean length of the first step, in units of the input; it falls along half a cosine to a hundredth. Default 1. */
  readonly alpha?: number;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

const LAST_STEP = 0.01;
const LAST_GAMMA = 0.001;
/** How far past the estimated boundary to aim, as a fraction of its distance: rounding keeps a point on it from crossing. */
const BEYOND = 0.001;

/**
 * Fast minimum-norm attack: steps along the gradient of the margin, each projected into a ball whose radius adapts to each
 * sample. Until a sample is fooled, the radius reaches just past where the boundary would be if the model were linear; from then on it shrinks
 * below the best point where the last one was adversarial, and grows where it was not. The result is the closest adversarial
 * point on the way; a sample without one comes back as the point whose logits lacked least.
 *
 * The default of `alpha` suits inputs in [0, 1]; for other bounds scale it.
 *
 * Pintor, Roli, Brendel and Biggio (2021), "Fast minimum-norm adversarial attacks through adaptive norm constraints",
 * arXiv:2102.12827; without its L0 form.
 * @throws InvalidOptionError when `steps` is not a positive integer, `gamma` not between 0 and 1, or `alpha` not positive.
 */
export function fmn(options: FmnOptions = {}): Attack {
  const threatOf = options.threat ?? l2;
  const settings = {
    threatOf,
    steps: wholeNumber('steps', options.steps ?? 100),
    gamma: fraction('gamma', options.gamma ?? 0.05),
    alpha: positive('alpha', options.alpha ?? 1),
  };
  return defineAttack({
    id: 'fmn',
    threat: threatOf(Number.POSITIVE_INFINITY),
    targeted: options.targeted ?? false,
    perturb: (input) =>
      searching(input, { distance: input.threat.distance }, (search) => descend(input, search, settings)),
  });
}

interface Settings {
  readonly threatOf: Threat;
  readonly steps: number;
  readonly gamma: number;
  readonly alpha: number;
}

async function descend(
  input: AttackInput,
  search: Search,
  { threatOf, steps, gamma, alpha }: Settings,
): Promise<void> {
  const start = await opening(input, search);
  if (!start) return;
  const { part } = start;
  const samples = input.xs.shape[0] ?? 0;
  const unlimited = input.threat.select(part.rows);
  let eps = part.rows.map(() => Number.POSITIVE_INFINITY);
  let seen: { reached: readonly boolean[]; lacking: readonly number[]; distances: ArrayLike<number> } = {
    lacking: start.lacking,
    reached: part.rows.map(() => false),
    distances: part.rows.map(() => 0),
  };
  try {
    for (let step = 0; step < steps; step++) {
      const share = cosine(gamma, Math.min(gamma, LAST_GAMMA), step, steps);
      const slopes = await slopesOf(part.now.gradient, unlimited.steepest);
      eps = eps.map((value, i) => {
        const best = search.closest[part.rows[i] ?? 0] ?? Number.POSITIVE_INFINITY;
        if (seen.reached[i]) return Math.min(value, best) * (1 - share);
        if (Number.isFinite(best)) return value * (1 + share);
        const slope = slopes[i] ?? 0;
        // Without a slope the model says nothing about where its boundary is. On the boundary a sample may be as it was.
        if (slope === 0) return Number.POSITIVE_INFINITY;
        return ((seen.distances[i] ?? 0) + (seen.lacking[i] ?? 0) / slope) * (1 + BEYOND);
      });
      const ball = threatOf(spread(eps, part.rows, samples)).select(part.rows);
      const length = cosine(alpha, alpha * LAST_STEP, step, steps);
      part.update(({ xs, at, gradient }) => {
        const moved = tf.add(tf.sub(at, xs), tf.mul(l2(0).steepest(gradient), length));
        return { at: clipToBounds(tf.add(xs, ball.project(moved)), input.classifier.bounds) };
      });
      if (step === steps - 1) {
        await search.look(part, part.now.at);
      } else {
        const { gradient, ...found } = await search.climb(part, part.now.at);
        part.update(() => ({ gradient }));
        seen = found;
      }
    }
  } finally {
    part.dispose();
  }
}

/** How much the margin gains per unit of distance: the dual norm of its gradient. */
async function slopesOf(
  gradient: tf.Tensor,
  steepest: (gradient: tf.Tensor) => tf.Tensor,
): Promise<ArrayLike<number>> {
  const [slopes = []] = await read(() => [tf.sum(asRows(tf.mul(gradient, steepest(gradient))), 1)]);
  return slopes;
}

/** The radii of these rows among those of the whole batch; a threat model may hold something for every sample. */
function spread(eps: readonly number[], rows: readonly number[], samples: number): number[] {
  const all = new Array<number>(samples).fill(0);
  for (const [i, row] of rows.entries()) all[row] = eps[i] ?? 0;
  return all;
}
