import { type AscentOptions, ascentAttack, ascentSettings, atClean, checkNumber } from './ascent.ts';
import type { Attack } from './attack.ts';
import { withMomentum } from './momentum.ts';
import { plain } from './outlook.ts';

/** `alpha` defaults to eps / steps (Dong et al.). */
export interface MiFgsmOptions extends AscentOptions {
  /** What is left of the accumulated gradient in the next step. Default 1 (Dong et al.). */
  readonly decay?: number;
}

/**
 * Momentum iterative FGSM: steps along accumulated gradients, each normalised by its L1 norm (not its signs, which would lose
 * their sizes). Its samples transfer to other models better than those of BIM.
 *
 * Dong, Liao, Pang, Su, Zhu, Hu and Li (2018), "Boosting adversarial attacks with momentum", arXiv:1710.06081.
 * @throws InvalidOptionError when an option is out of range, or `eps` missing for a norm other than `linf`.
 */
export function miFgsm(options: MiFgsmOptions = {}): Attack {
  const settings = ascentSettings('mi-fgsm', options, (eps, steps) => eps / steps);
  const decay = checkNumber('decay', options.decay ?? 1, 0);
  return ascentAttack('mi-fgsm', settings, {
    start: atClean,
    guide: withMomentum(plain(settings.loss), { decay }),
  });
}
