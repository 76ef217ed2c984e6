import { type Loss, type LossName, lossOf } from '../losses/loss.ts';
import { linf } from '../threats/linf.ts';
import type { Eps } from '../threats/radius.ts';
import type { Threat } from '../threats/threat.ts';
import { attempts } from './apgd/attempts.ts';
import { checkApgd } from './apgd/options.ts';
import type { Attack } from './attack.ts';
import { budget } from './budget.ts';
import { ledger } from './cost.ts';
import { defineAttack } from './define-attack.ts';

/** What all kinds of APGD have in common. The defaults are those of AutoAttack's reference implementation. */
export interface ApgdCommonOptions {
  /** Radius of the ball, in units of the input. Default 8/255 for `linf`; the other norms need it. */
  readonly eps?: Eps;
  /** `linf`, `l2`, `l1`, or your own threat model. Default `linf`. */
  readonly threat?: Threat;
  /** Number of steps of a run, each with a gradient, besides the one at the start. Default 100. */
  readonly steps?: number;
  /** Runs from different starting points, for samples that have not reached the goal. Default 1. */
  readonly restarts?: number;
  /** The step size is halved where no more than this part of the steps raised the loss. Linf and L2. Default 0.75. */
  readonly rho?: number;
  /** Gradients averaged at each point, for models that answer at random: 20 in AutoAttack's `rand`. Default 1. */
  readonly eot?: number;
  /** Start at a random point of the ball's surface instead of the clean sample. Default true. */
  readonly randomStart?: boolean;
  /**
   * A sample is done at its first adversarial point. If false, all steps of all runs are spent on every sample, and the point with
   * the highest loss is handed out. Default true.
   */
  readonly earlyStop?: boolean;
  /** Integer that decides the random starts. Default 0. */
  readonly seed?: number;
}

export interface ApgdOptions extends ApgdCommonOptions {
  /** `ce`, `dlr`, `margin`, or a loss of your own. Default `ce`. */
  readonly loss?: Loss | LossName;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/**
 * Auto-PGD: projected gradient ascent with momentum that finds its own step size. It begins at 2 eps, and at certain steps
 * halves it and goes back to the best point, where the loss hardly rose. In L1 steps change fewer and fewer values, in balls of
 * 3 eps, 2 eps and eps.
 *
 * A sample that stays right is handed out at its highest loss.
 *
 * Croce and Hein (2020), "Reliable evaluation of adversarial robustness with an ensemble of diverse parameter-free attacks",
 * arXiv:2003.01690, and for L1 (2021), "Mind the box", arXiv:2103.01208. Two things follow the first paper instead of its
 * code: the first checkpoint compares with the loss at the start, and after going back a step is compared with the best point.
 * @throws InvalidOptionError when an option is out of its range, or `eps` missing for a norm other than `linf`.
 * @throws ModelOutputError when the loss is `dlr` and the model has fewer than 3 classes.
 */
export function apgd(options: ApgdOptions = {}): Attack {
  const { threat = linf, targeted = false, loss = 'ce' } = options;
  const { restarts, seed, ...settings } = checkApgd(options);
  const ascended = lossOf(loss);
  return defineAttack({
    id: typeof loss === 'string' ? `apgd-${loss}` : 'apgd',
    threat: budget('apgd', threat, options.eps),
    targeted,
    perturb: (input) => {
      const cost = ledger(input.xs.shape[0] ?? 0);
      return attempts(input, new Array<Loss>(restarts).fill(ascended), seed, { ...settings, cost });
    },
  });
}
