import * as tf from '@tensorflow/tfjs-core';
import { type Bounds, clipToBounds } from '../classifier/bounds.ts';
import { type Loss, type LossName, lossOf } from '../losses/loss.ts';
import { l2 } from '../threats/l2.ts';
import { radius } from '../threats/radius.ts';
import type { Attack, AttackInput } from './attack.ts';
import { defineAttack } from './define-attack.ts';
import { cosine } from './minimum-norm/cosine.ts';
import { opening } from './minimum-norm/opening.ts';
import { fraction, positive, wholeNumber } from './minimum-norm/options.ts';
import { type Search, searching } from './minimum-norm/search.ts';
import { read } from './read.ts';

export interface DdnOptions {
  /** Number of steps, each with one gradient. Default 100. */
  readonly steps?: number;
  /** Radius of the first sphere, in units of the input. Default 1. */
  readonly initialEps?: number;
  /** By which fraction the radius shrinks where the model is fooled, and grows where it is not. Default 0.05. */
  readonly gamma?: number;
  /** Length of the first step, in units of the input; it falls along half a cosine to a hundredth. Default 1. */
  readonly alpha?: number;
  /** What a step increases: `ce` (default), `margin`, `dlr`, or your own. */
  readonly loss?: Loss | LossName;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/** At the end of the schedule, as a fraction of the first step. */
const LAST_STEP = 0.01;

/**
 * Decoupled direction and norm: each step moves along the gradient and is then rescaled to a sphere around the clean
 * sample, which shrinks where the last point was adversarial and grows where it was not. L2. The result is the closest
 * adversarial point on the way; a sample without one comes back as the point whose logits lacked least. The images are not
 * quantized.
 *
 * The defaults suit inputs in [0, 1]; for other bounds scale `initialEps` and `alpha`.
 *
 * Rony, Hafemann, Oliveira, Ben Ayed, Sabourin and Granger (2019), "Decoupling direction and norm for efficient
 * gradient-based L2 adversarial attacks and defenses", arXiv:1811.09600.
 * @throws InvalidOptionError when `steps` is not a positive integer, `gamma` not between 0 and 1, or another number not
 * positive.
 */
export function ddn(options: DdnOptions = {}): Attack {
  const settings = {
    steps: wholeNumber('steps', options.steps ?? 100),
    initialEps: positive('initialEps', options.initialEps ?? 1),
    gamma: fraction('gamma', options.gamma ?? 0.05),
    alpha: positive('alpha', options.alpha ?? 1),
    loss: lossOf(options.loss ?? 'ce'),
  };
  return defineAttack({
    id: 'ddn',
    threat: l2(Number.POSITIVE_INFINITY),
    targeted: options.targeted ?? false,
    perturb: (input) =>
      searching(input, { distance: input.threat.distance }, (search) => descend(input, search, settings)),
  });
}

interface Settings {
  readonly steps: number;
  readonly initialEps: number;
  readonly gamma: number;
  readonly alpha: number;
  readonly loss: Loss;
}

async function descend(
  input: AttackInput,
  search: Search,
  { steps, initialEps, gamma, alpha, loss }: Settings,
): Promise<void> {
  const { bounds } = input.classifier;
  const start = await opening(input, search, loss);
  if (!start) return;
  const { part } = start;
  try {
    const widest = await widestNorms(part.now.xs, bounds);
    let eps = part.rows.map(() => initialEps);
    let reached: readonly boolean[] = part.rows.map(() => false);
    for (let step = 0; step < steps; step++) {
      eps = eps.map((value, i) => Math.min(value * (reached[i] ? 1 - gamma : 1 + gamma), widest[i] ?? value));
      const length = cosine(alpha, alpha * LAST_STEP, step, steps);
      part.update(({ xs, at, gradient }) => {
        const moved = tf.add(tf.sub(at, xs), tf.mul(input.threat.steepest(gradient), length));
        const onSphere = tf.mul(input.threat.steepest(moved), radius(eps, xs));
        return { at: clipToBounds(tf.add(xs, onSphere), bounds) };
      });
      if (step === steps - 1) {
        await search.look(part, part.now.at);
      } else {
        const { gradient, ...seen } = await search.climb(part, part.now.at, loss);
        part.update(() => ({ gradient }));
        reached = seen.reached;
      }
    }
  } finally {
    part.dispose();
  }
}

/** How long a change can be within the bounds, for each sample; no sphere needs to be larger. */
async function widestNorms(xs: tf.Tensor, [min, max]: Bounds): Promise<ArrayLike<number>> {
  if (!Number.isFinite(max - min)) return new Array<number>(xs.shape[0] ?? 0).fill(Number.POSITIVE_INFINITY);
  const [norms = []] = await read(() => [l2(0).distance(tf.maximum(tf.sub(xs, min), tf.sub(max, xs)))]);
  return norms;
}
