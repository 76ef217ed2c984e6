import { type AscentOptions, ascentAttack, ascentSettings, atClean } from './ascent.ts';
import type { Attack } from './attack.ts';
import { follow, plain } from './outlook.ts';

/** `alpha` defaults to eps / 4: 2/255 for 8/255 (torchattacks). */
export type BimOptions = AscentOptions;

/**
 * Basic iterative method, also called I-FGSM: FGSM in small steps from the clean sample, each projected into the ball and
 * clipped to the bounds. PGD without its random start.
 *
 * Kurakin, Goodfellow and Bengio (2017), "Adversarial examples in the physical world", arXiv:1607.02533.
 * @throws InvalidOptionError when an option is out of range, or `eps` missing for a norm other than `linf`.
 */
export function bim(options: BimOptions = {}): Attack {
  const settings = ascentSettings('bim', options, (eps) => eps / 4);
  return ascentAttack('bim', settings, { start: atClean, guide: follow(plain(settings.loss)) });
}
