import { InvalidOptionError } from '../errors.ts';
import { checkEpsCount, selectEps } from '../threats/radius.ts';
import { partSeed } from '../threats/random.ts';
import { type AscentOptions, ascentSettings, atClean, atRandom, checkCount, checkSeed } from './ascent.ts';
import type { Attack, AttackInput } from './attack.ts';
import { climb } from './climb.ts';
import { ledger } from './cost.ts';
import { defineAttack } from './define-attack.ts';
import { follow, plain } from './outlook.ts';
import { bestOf } from './restarts.ts';

/** `alpha` defaults to 2.5 eps / steps (Madry et al.): the steps can cross the ball. */
export interface PgdOptions extends AscentOptions {
  /** Start at a random point of the ball, uniformly distributed, instead of the clean sample. Default true. */
  readonly randomStart?: boolean;
  /** Integer that decides the random starts. Default 0. */
  readonly seed?: number;
  /**
   * Number of attempts, each from another random start. Each sample keeps its first success, else its attempt of the highest
   * loss; only samples without a success try again. More than one costs a query for each attempt. Default 1.
   */
  readonly restarts?: number;
  /**
   * A sample stops at the first of its points that the model gets wrong, and is computed no further: as much success for less
   * time, but closer to the decision boundary. For training and transfer leave it off. Default false.
   */
  readonly earlyStop?: boolean;
}

/**
 * Projected gradient descent: from a random point of the ball, `steps` times a step of length `alpha` in the direction in
 * which the loss grows fastest, then back to the nearest point of the ball and into the bounds. The last point is the result.
 * It is the standard first-order attack; with `randomStart: false` it is BIM, also called I-FGSM.
 *
 * A sample whose gradient is exactly 0 stays where it starts, which is the random point.
 *
 * Madry, Makelov, Schmidt, Tsipras and Vladu (2018), "Towards deep learning models resistant to adversarial attacks",
 * arXiv:1706.06083.
 * @throws InvalidOptionError when `eps` is negative, not finite, or missing for a norm other than `linf`; when `alpha` is
 * not positive, `steps` or `restarts` not a positive integer, `seed` not an integer, `loss` unknown, or when there are
 * `restarts` that would all start at the clean sample.
 */
export function pgd(options: PgdOptions = {}): Attack {
  const { randomStart = true, earlyStop = false } = options;
  const { threat, targeted, steps, alpha, loss } = ascentSettings(
    'pgd',
    options,
    (eps, count) => (2.5 * eps) / count,
  );
  const seed = checkSeed(options.seed ?? 0);
  const restarts = checkCount('restarts', options.restarts ?? 1);
  if (restarts > 1 && !randomStart) {
    throw new InvalidOptionError('restarts need randomStart: without it they would all be the same attempt');
  }
  const guide = follow(plain(loss));

  return defineAttack({
    id: 'pgd',
    threat,
    targeted,
    async perturb(input) {
      const samples = input.xs.shape[0] ?? 0;
      checkEpsCount(alpha, samples, 'alpha');
      const cost = ledger(samples);
      const attempt = (group: AttackInput, index: number) =>
        climb(group, cost, {
          steps,
          alpha: group.rows ? selectEps(alpha, group.rows) : alpha,
          // The first start is that of a run without restarts.
          start: randomStart ? atRandom(index === 0 ? seed : partSeed(seed, index)) : atClean,
          guide,
          earlyStop,
        });
      const { current, zeroGradient } =
        restarts === 1 ? await attempt(input, 0) : await bestOf(input, cost, loss, restarts, attempt);
      return { adversarial: current, zeroGradient, cost };
    },
  });
}
