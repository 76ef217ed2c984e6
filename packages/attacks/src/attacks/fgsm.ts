import * as tf from '@tensorflow/tfjs-core';
import { type Loss, type LossName, lossOf } from '../losses/loss.ts';
import { linf } from '../threats/linf.ts';
import { type Eps, radius } from '../threats/radius.ts';
import type { Threat } from '../threats/threat.ts';
import type { Attack } from './attack.ts';
import { attackGradient } from './attack-gradient.ts';
import { budget } from './budget.ts';
import { ledger } from './cost.ts';
import { defineAttack } from './define-attack.ts';

export interface FgsmOptions {
  /** Size of the step, in units of the input. Default 8/255 (torchattacks) for `linf`; the other norms need it. */
  readonly eps?: Eps;
  /** `linf` (FGSM), `l2` or `l1` (FGM), or your own threat model. Default `linf`. */
  readonly threat?: Threat;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
  /** What is to grow (targeted: to shrink): `ce`, `margin`, `dlr`, or a function. Default `ce`, the cross-entropy. */
  readonly loss?: LossName | Loss;
}

/**
 * Fast gradient sign method: one step of length `eps` in the direction in which the loss grows fastest,
 * `clip(x + eps * steepest(gradient))`. On a linear model without bounds it is the best attack there is.
 *
 * Goodfellow, Shlens and Szegedy (2015), "Explaining and harnessing adversarial examples", arXiv:1412.6572.
 * @throws InvalidOptionError when `eps` is negative, not finite, or missing for a norm other than `linf`.
 */
export function fgsm(options: FgsmOptions = {}): Attack {
  const { threat = linf, targeted = false } = options;
  const loss = lossOf(options.loss ?? 'ce');
  return defineAttack({
    id: 'fgsm',
    threat: budget('fgsm', threat, options.eps),
    targeted,
    async perturb(input) {
      const { gradient, zeroGradient } = await attackGradient(input, input.xs, loss);
      try {
        const adversarial = tf.tidy(() => {
          const step = tf.mul(input.threat.steepest(gradient), radius(input.threat.eps, input.xs));
          return tf.add(input.xs, step);
        });
        const cost = ledger(input.xs.shape[0] ?? 0);
        cost.gradient();
        return { adversarial, zeroGradient, cost };
      } finally {
        gradient.dispose();
      }
    },
  });
}
