import * as tf from '@tensorflow/tfjs-core';
import { ascentAttack, ascentSettings, atClean, checkCount, checkNumber } from './ascent.ts';
import type { Attack } from './attack.ts';
import type { MiFgsmOptions } from './mi-fgsm.ts';
import { withMomentum } from './momentum.ts';
import { averaged, plain, through } from './outlook.ts';

/** `alpha` defaults to eps / steps, `decay` to 1 (Lin et al.). */
export interface SiFgsmOptions extends MiFgsmOptions {
  /** Number of copies: the sample, its half, its quarter, ... Each step takes as many gradients. Default 5 (Lin et al.). */
  readonly scales?: number;
  /** Take gradients where the momentum leads, as NI-FGSM does. Default true: SI-NI-FGSM. */
  readonly nesterov?: boolean;
}

/**
 * Scale-invariant iterative FGSM: the mean gradient over the sample and copies of it divided by 2, 4, 8, ..., as a model does
 * not care much about brightness.
 *
 * Lin, Song, He, Wang and Hopcroft (2020), "Nesterov accelerated gradient and scale invariance for adversarial attacks",
 * arXiv:1908.06281.
 * @throws InvalidOptionError when an option is out of range, or `eps` missing for a norm other than `linf`.
 */
export function siFgsm(options: SiFgsmOptions = {}): Attack {
  const settings = ascentSettings('si-fgsm', options, (eps, steps) => eps / steps);
  const decay = checkNumber('decay', options.decay ?? 1, 0);
  const scales = checkCount('scales', options.scales ?? 5);
  const copies = Array.from({ length: scales }, (_, power) =>
    through(plain(settings.loss), (xs) => tf.mul(xs, 2 ** -power)),
  );
  return ascentAttack('si-fgsm', settings, {
    start: atClean,
    guide: withMomentum(averaged(copies), { decay, lookAhead: options.nesterov ?? true }),
    gradientsPerStep: scales,
  });
}
