import * as tf from '@tensorflow/tfjs-core';
import { ModelOutputError } from '../errors.ts';
import { targetedDlr } from '../losses/dlr.ts';
import { linf } from '../threats/linf.ts';
import { attempts } from './apgd/attempts.ts';
import { checkApgd } from './apgd/options.ts';
import type { ApgdCommonOptions } from './apgd.ts';
import { checkCount } from './ascent.ts';
import type { Attack } from './attack.ts';
import { budget } from './budget.ts';
import { ledger } from './cost.ts';
import { defineAttack } from './define-attack.ts';
import { otherClasses } from './other-classes.ts';

/** Fewer leave no fourth logit to scale by. */
const FEWEST_CLASSES = 4;

export interface ApgdTOptions extends ApgdCommonOptions {
  /** Other classes that a sample is driven towards, one after the other, the strongest first; K - 1 at most. Default 9. */
  readonly targets?: number;
}

/**
 * APGD on the targeted difference of logits ratio: for each of the 9 strongest other classes of the clean sample a run (or
 * `restarts` runs) that tries to reach it. It is an untargeted attack: the labels are the true classes, and any other class
 * that comes up on the way is a success.
 *
 * Croce and Hein (2020), "Reliable evaluation of adversarial robustness with an ensemble of diverse parameter-free attacks",
 * arXiv:2003.01690.
 * @throws InvalidOptionError when an option is out of its range, or `eps` missing for a norm other than `linf`.
 * @throws ModelOutputError when the model has fewer than 4 classes.
 */
export function apgdT(options: ApgdTOptions = {}): Attack {
  const { threat = linf, targets = 9 } = options;
  const { restarts, seed, ...settings } = checkApgd(options);
  checkCount('targets', targets);
  return defineAttack({
    id: 'apgd-t',
    threat: budget('apgdT', threat, options.eps),
    targeted: false,
    async perturb(input) {
      const cost = ledger(input.xs.shape[0] ?? 0);
      const { classCount, ranked } = await otherClasses(input, targets, cost);
      if (classCount < FEWEST_CLASSES) {
        throw new ModelOutputError(
          `apgdT needs at least ${FEWEST_CLASSES} classes for the targeted DLR, but the model returns ${classCount}; use ` +
            "apgd({ loss: 'ce' }) or fabT",
        );
      }
      const aims = ranked.map((classes) => tf.tensor1d(classes, 'int32'));
      try {
        const losses = aims.flatMap((aim) => Array.from({ length: restarts }, () => targetedDlr(aim)));
        return await attempts(input, losses, seed, { ...settings, cost });
      } finally {
        tf.dispose(aims);
      }
    },
  });
}
