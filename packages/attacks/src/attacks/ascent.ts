import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../classifier/bounds.ts';
import { InvalidOptionError } from '../errors.ts';
import { type Loss, type LossName, lossOf } from '../losses/loss.ts';
import { linf } from '../threats/linf.ts';
import { checkEpsCount, checkFiniteEps, type Eps } from '../threats/radius.ts';
import type { Threat, ThreatModel } from '../threats/threat.ts';
import type { Attack, AttackInput } from './attack.ts';
import { budget } from './budget.ts';
import { type ClimbPlan, climb } from './climb.ts';
import { ledger } from './cost.ts';
import { defineAttack } from './define-attack.ts';

/** What all attacks by gradient ascent can be told. */
export interface AscentOptions {
  /** Radius of the ball, in units of the input. Default 8/255 (torchattacks) for `linf`; the other norms need it. */
  readonly eps?: Eps;
  /** Length of one step, or one for each sample. The default is the attack's own. */
  readonly alpha?: Eps;
  /** Number of steps. Default 10 (torchattacks). */
  readonly steps?: number;
  /** `linf`, `l2`, `l1`, or your own threat model. Default `linf`. */
  readonly threat?: Threat;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
  /** What is to grow (targeted: to shrink): `ce`, `margin`, `dlr`, or a function. Default `ce`, the cross-entropy. */
  readonly loss?: LossName | Loss;
}

/** The options with their defaults, checked. */
export interface AscentSettings {
  readonly threat: ThreatModel;
  readonly targeted: boolean;
  readonly steps: number;
  readonly alpha: Eps;
  readonly loss: Loss;
}

/**
 * @param id The attack's name, for errors.
 * @param alphaOf The attack's default for alpha, from eps and the number of steps.
 * @throws InvalidOptionError when an option is out of range, or eps missing for a threat other than `linf`.
 */
export function ascentSettings(
  id: string,
  options: AscentOptions,
  alphaOf: (eps: number, steps: number) => number,
  defaultSteps = 10,
): AscentSettings {
  const { threat: threatOf = linf, targeted = false, steps = defaultSteps, loss = 'ce' } = options;
  checkCount('steps', steps);
  const threat = budget(id, threatOf, options.eps);
  const alpha =
    options.alpha === undefined
      ? mapEps(threat.eps, (eps) => alphaOf(eps, steps))
      : checkLength('alpha', options.alpha);
  return { threat, targeted, steps, alpha, loss: lossOf(loss) };
}

/** @throws InvalidOptionError when `value` is not a positive integer. */
export function checkCount(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidOptionError(`${name} must be a positive integer, got ${value}`);
  }
  return value;
}

/** @throws InvalidOptionError when `value` is not a finite number of at least `least` (and at most `most`). */
export function checkNumber(
  name: string,
  value: number,
  least: number,
  most = Number.POSITIVE_INFINITY,
): number {
  if (!(Number.isFinite(value) && value >= least && value <= most)) {
    const range = most === Number.POSITIVE_INFINITY ? `>= ${least}` : `in [${least}, ${most}]`;
    throw new InvalidOptionError(`${name} must be a finite number ${range}, got ${value}`);
  }
  return value;
}

/** @throws InvalidOptionError when `seed` is not an integer. */
export function checkSeed(seed: number): number {
  if (!Number.isSafeInteger(seed)) throw new InvalidOptionError(`seed must be an integer, got ${seed}`);
  return seed;
}

/** @throws InvalidOptionError when a length of a step is negative, not finite, or 0: it would silently do nothing. */
export function checkLength(name: string, length: Eps): Eps {
  const checked = checkFiniteEps(length, name);
  if ([checked].flat().includes(0)) throw new InvalidOptionError(`${name} must be greater than 0, got 0`);
  return checked;
}

export const mapEps = (eps: Eps, f: (of: number) => number): Eps =>
  typeof eps === 'number' ? f(eps) : eps.map(f);

/** Starts at the clean samples. */
export const atClean = ({ xs }: AttackInput): tf.Tensor => tf.clone(xs);

/** Starts at a random point of the ball, uniformly distributed and moved into the bounds. */
export const atRandom =
  (seed: number) =>
  ({ xs, threat, classifier }: AttackInput): tf.Tensor =>
    tf.tidy(() => clipToBounds(tf.add(xs, threat.random(xs, seed)), classifier.bounds));

/** An attack by gradient ascent, from its settings and what distinguishes it. */
export function ascentAttack(
  id: string,
  { threat, targeted, steps, alpha }: AscentSettings,
  plan: Omit<ClimbPlan, 'steps' | 'alpha'>,
): Attack {
  return defineAttack({
    id,
    threat,
    targeted,
    async perturb(input) {
      const samples = input.xs.shape[0] ?? 0;
      checkEpsCount(alpha, samples, 'alpha');
      const cost = ledger(samples);
      const { current, zeroGradient } = await climb(input, cost, { ...plan, steps, alpha });
      return { adversarial: current, zeroGradient, cost };
    },
  });
}
