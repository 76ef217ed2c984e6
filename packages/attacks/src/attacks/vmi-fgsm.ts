import { ascentAttack, ascentSettings, atClean, checkCount, checkNumber, checkSeed } from './ascent.ts';
import type { Attack } from './attack.ts';
import type { MiFgsmOptions } from './mi-fgsm.ts';
import { withTunedVariance } from './momentum.ts';
import { plain } from './outlook.ts';

/** `alpha` defaults to eps / steps, `decay` to 1 (Wang and He). */
export interface VmiFgsmOptions extends MiFgsmOptions {
  /** Number of points around the present one. Each step takes one gradient more than that. Default 20 (Wang and He). */
  readonly neighbours?: number;
  /** Radius of the neighbourhood in units of eps. Default 1.5 (Wang and He). */
  readonly beta?: number;
  /** Integer that decides the points. Default 0. */
  readonly seed?: number;
}

/**
 * Variance tuning momentum iterative FGSM: to each gradient is added how much gradients at random points around the last
 * sample differed from the one at it, which steadies the direction.
 *
 * Wang and He (2021), "Enhancing the transferability of adversarial attacks through variance tuning", arXiv:2103.15571.
 * @throws InvalidOptionError when an option is out of range, or `eps` missing for a norm other than `linf`.
 */
export function vmiFgsm(options: VmiFgsmOptions = {}): Attack {
  const settings = ascentSettings('vmi-fgsm', options, (eps, steps) => eps / steps);
  const decay = checkNumber('decay', options.decay ?? 1, 0);
  const neighbours = checkCount('neighbours', options.neighbours ?? 20);
  const beta = checkNumber('beta', options.beta ?? 1.5, 0);
  const seed = checkSeed(options.seed ?? 0);
  return ascentAttack('vmi-fgsm', settings, {
    start: atClean,
    guide: withTunedVariance(plain(settings.loss), { decay, neighbours, beta, seed }),
    gradientsPerStep: neighbours + 1,
  });
}
