import {
  type AscentOptions,
  ascentAttack,
  ascentSettings,
  atClean,
  atRandom,
  checkCount,
  checkSeed,
} from './ascent.ts';
import type { Attack } from './attack.ts';
import { averaged, follow, plain } from './outlook.ts';

/** `alpha` defaults to 2.5 eps / steps (Madry et al.). */
export interface EotPgdOptions extends AscentOptions {
  /** Gradients that are averaged in each step, each of a new call of the model. Default 20 (AutoAttack's version `rand`). */
  readonly samples?: number;
  /** Start at a random point of the ball, uniformly distributed, instead of the clean sample. Default true. */
  readonly randomStart?: boolean;
  /** Integer that decides the random start; the model's randomness is its own. Default 0. */
  readonly seed?: number;
}

/**
 * PGD on the expectation over transformations, for models that answer differently each time: dropout that stays on, noise,
 * sampled weights. It climbs the mean of the losses of repeated calls; to attack the loss of the mean prediction, give it a
 * function model that averages logits itself. Judge such a model by repeated votes, not by the one prediction of the result.
 *
 * Athalye, Engstrom, Ilyas and Kwok (2018), "Synthesizing robust adversarial examples", arXiv:1707.07397.
 * @throws InvalidOptionError when an option is out of range, or `eps` missing for a norm other than `linf`.
 */
export function eotPgd(options: EotPgdOptions = {}): Attack {
  const settings = ascentSettings('eot-pgd', options, (eps, steps) => (2.5 * eps) / steps);
  const samples = checkCount('samples', options.samples ?? 20);
  const seed = checkSeed(options.seed ?? 0);
  return ascentAttack('eot-pgd', settings, {
    start: (options.randomStart ?? true) ? atRandom(seed) : atClean,
    guide: follow(averaged(new Array(samples).fill(plain(settings.loss)))),
    gradientsPerStep: samples,
  });
}
