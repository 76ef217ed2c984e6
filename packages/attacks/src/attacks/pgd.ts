import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../classifier/bounds.ts';
import { InvalidOptionError } from '../errors.ts';
import { linf } from '../threats/linf.ts';
import { checkEpsCount, checkFiniteEps, type Eps, radius } from '../threats/radius.ts';
import type { Threat } from '../threats/threat.ts';
import type { Attack, AttackInput } from './attack.ts';
import { attackGradient } from './attack-gradient.ts';
import { breather } from './breathe.ts';
import { budget } from './budget.ts';
import { ledger } from './cost.ts';
import { defineAttack } from './define-attack.ts';

export interface PgdOptions {
  /** Radius of the ball, in units of the input. Default 8/255 (torchattacks) for `linf`; the other norms need it. */
  readonly eps?: Eps;
  /** Length of one step, or one for each sample. Default 2.5 eps / steps (Madry et al.): the steps can cross the ball. */
  readonly alpha?: Eps;
  /** Number of steps, each with one gradient. Default 10 (torchattacks). */
  readonly steps?: number;
  /** Start at a random point of the ball, uniformly distributed, instead of the clean sample. Default true. */
  readonly randomStart?: boolean;
  /** Integer that decides the random start. Default 0. */
  readonly seed?: number;
  /** `linf`, `l2`, `l1`, or your own threat model. Default `linf`. */
  readonly threat?: Threat;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/**
 * Projected gradient descent: from a random point of the ball, `steps` times a step of length `alpha` in the direction in
 * which the cross-entropy grows fastest, then back to the nearest point of the ball and into the bounds. The last point is
 * the result. It is the standard first-order attack; with `randomStart: false` it is BIM, also called I-FGSM.
 *
 * A sample whose gradient is exactly 0 stays where it starts, which is the random point.
 *
 * Madry, Makelov, Schmidt, Tsipras and Vladu (2018), "Towards deep learning models resistant to adversarial attacks",
 * arXiv:1706.06083.
 * @throws InvalidOptionError when `eps` is negative, not finite, or missing for a norm other than `linf`; when `alpha` is
 * not positive, `steps` not a positive integer, or `seed` not an integer.
 */
export function pgd(options: PgdOptions = {}): Attack {
  const { threat: threatOf = linf, targeted = false, steps = 10, randomStart = true, seed = 0 } = options;
  if (!Number.isInteger(steps) || steps < 1) {
    throw new InvalidOptionError(`steps must be a positive integer, got ${steps}`);
  }
  if (!Number.isSafeInteger(seed)) throw new InvalidOptionError(`seed must be an integer, got ${seed}`);
  const threat = budget('pgd', threatOf, options.eps);
  const alpha = options.alpha === undefined ? defaultAlpha(threat.eps, steps) : checkAlpha(options.alpha);

  return defineAttack({
    id: 'pgd',
    threat,
    targeted,
    async perturb(input) {
      checkEpsCount(alpha, input.xs.shape[0] ?? 0, 'alpha');
      const breathe = breather();
      const cost = ledger(input.xs.shape[0] ?? 0);
      // Without a gradient a sample does not move, so a batch that is dead is so in the first step; single ones may die later.
      const later = { ...input, options: { ...input.options, allZeroGradient: 'report' as const } };
      let zeroGradient: readonly boolean[] | undefined;
      let current = randomStart ? start(input, seed) : tf.clone(input.xs);
      try {
        for (let step = 0; step < steps; step++) {
          input.options.signal?.throwIfAborted();
          const ascended = await ascend(step === 0 ? input : later, current, alpha);
          cost.gradient();
          current.dispose();
          current = ascended.next;
          zeroGradient ??= ascended.zeroGradient;
          await breathe();
        }
        return { adversarial: current, zeroGradient: zeroGradient ?? [], cost };
      } catch (error) {
        current.dispose();
        throw error;
      }
    },
  });
}

const defaultAlpha = (eps: Eps, steps: number): Eps => {
  const alpha = (of: number) => (2.5 * of) / steps;
  return typeof eps === 'number' ? alpha(eps) : eps.map(alpha);
};

function checkAlpha(alpha: Eps): Eps {
  const checked = checkFiniteEps(alpha, 'alpha');
  // A step of 0 would be an attack that silently does nothing.
  if ([checked].flat().includes(0)) throw new InvalidOptionError('alpha must be greater than 0, got 0');
  return checked;
}

function start({ xs, threat, classifier }: AttackInput, seed: number): tf.Tensor {
  return tf.tidy(() => clipToBounds(tf.add(xs, threat.random(xs, seed)), classifier.bounds));
}

async function ascend(
  input: AttackInput,
  current: tf.Tensor,
  alpha: Eps,
): Promise<{ next: tf.Tensor; zeroGradient: readonly boolean[] }> {
  const { xs, threat, classifier } = input;
  const { gradient, zeroGradient } = await attackGradient(input, current);
  try {
    const next = tf.tidy(() => {
      const step = tf.mul(threat.steepest(gradient), radius(alpha, xs));
      const delta = threat.project(tf.sub(tf.add(current, step), xs));
      // Clean samples lie in the bounds, so clipping only brings them nearer: both constraints hold.
      return clipToBounds(tf.add(xs, delta), classifier.bounds);
    });
    return { next, zeroGradient };
  } finally {
    gradient.dispose();
  }
}
