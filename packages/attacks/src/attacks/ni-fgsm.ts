import { ascentAttack, ascentSettings, atClean, checkNumber } from './ascent.ts';
import type { Attack } from './attack.ts';
import type { MiFgsmOptions } from './mi-fgsm.ts';
import { withMomentum } from './momentum.ts';
import { plain } from './outlook.ts';

/** `alpha` defaults to eps / steps, `decay` to 1 (Lin et al.). */
export type NiFgsmOptions = MiFgsmOptions;

/**
 * Nesterov iterative FGSM: momentum whose gradients are taken where the accumulated ones would lead in one step of length
 * `alpha`. That point may lie outside the ball and the bounds; only the samples themselves never do.
 *
 * Lin, Song, He, Wang and Hopcroft (2020), "Nesterov accelerated gradient and scale invariance for adversarial attacks",
 * arXiv:1908.06281.
 * @throws InvalidOptionError when an option is out of range, or `eps` missing for a norm other than `linf`.
 */
export function niFgsm(options: NiFgsmOptions = {}): Attack {
  const settings = ascentSettings('ni-fgsm', options, (eps, steps) => eps / steps);
  const decay = checkNumber('decay', options.decay ?? 1, 0);
  return ascentAttack('ni-fgsm', settings, {
    start: atClean,
    guide: withMomentum(plain(settings.loss), { decay, lookAhead: true }),
  });
}
