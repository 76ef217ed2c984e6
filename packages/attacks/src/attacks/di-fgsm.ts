import { type AscentOptions, ascentAttack, ascentSettings, atClean, checkNumber } from './ascent.ts';
import type { Attack } from './attack.ts';
import { type DiversityOptions, diverse } from './diverse-input.ts';
import { withMomentum } from './momentum.ts';
import { plain } from './outlook.ts';

/** `alpha` defaults to eps / steps; `probability` to 0.5 (Xie et al.). */
export interface DiFgsmOptions extends AscentOptions, DiversityOptions {
  /** Momentum as in MI-FGSM. Default 0 (torchattacks): DI-FGSM; 1 is M-DI-FGSM. */
  readonly decay?: number;
}

/**
 * Diverse inputs iterative FGSM, for images NHWC: in half of the steps the model sees the images shrunken to a random size
 * and padded to their own again at a random place, so that the attack does not depend on single pixels of one model. The
 * draws are one for all samples of a step.
 *
 * Xie, Zhang, Zhou, Bai, Wang, Ren and Yuille (2019), "Improving transferability of adversarial examples with input
 * diversity", arXiv:1803.06978.
 * @throws InvalidOptionError when an option is out of range, or `eps` missing for a norm other than `linf`.
 * @throws InvalidInputError (the attack) when the samples are no images.
 */
export function diFgsm(options: DiFgsmOptions = {}): Attack {
  const settings = ascentSettings('di-fgsm', options, (eps, steps) => eps / steps);
  const decay = checkNumber('decay', options.decay ?? 0, 0);
  const outlook = diverse(plain(settings.loss), { ...options, probability: options.probability ?? 0.5 });
  return ascentAttack('di-fgsm', settings, { start: atClean, guide: withMomentum(outlook, { decay }) });
}
