import { type AscentOptions, ascentAttack, ascentSettings, atRandom, checkSeed } from './ascent.ts';
import type { Attack } from './attack.ts';
import { follow, plain } from './outlook.ts';

/** `alpha` defaults to 1.25 eps, the 10/255 for 8/255 of Wong et al. */
export interface FfgsmOptions extends Omit<AscentOptions, 'steps'> {
  /** Integer that decides the random start. Default 0. */
  readonly seed?: number;
}

/**
 * Fast FGSM, also called FGSM-RS: from a random point of the ball one step of length `alpha`, projected back. Cheap enough to
 * train with; as an evaluation it is weak.
 *
 * Wong, Rice and Kolter (2020), "Fast is better than free: revisiting adversarial training", arXiv:2001.03994.
 * @throws InvalidOptionError when an option is out of range, or `eps` missing for a norm other than `linf`.
 */
export function ffgsm(options: FfgsmOptions = {}): Attack {
  const settings = ascentSettings('ffgsm', { ...options, steps: 1 }, (eps) => 1.25 * eps);
  const seed = checkSeed(options.seed ?? 0);
  return ascentAttack('ffgsm', settings, { start: atRandom(seed), guide: follow(plain(settings.loss)) });
}
