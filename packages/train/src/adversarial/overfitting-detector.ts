import { type Attack, robustAccuracy } from '@gradlab/attacks';
import type { BatchSource } from '@gradlab/datasets';
import type { FitOptions } from '../fit-options.ts';
import { checkSetting } from '../settings.ts';
import { attackedModel, type InputOptions } from './crafted.ts';

export interface OverfittingDetectorOptions extends InputOptions {
  /** Samples on which the accuracy under attack is measured after each epoch; a few hundred that are not trained on do. */
  readonly data: BatchSource;
  /** The attack, stronger than the one that trains: `(options) => pgd({ ...options, steps: 10 })`. */
  readonly attack: (options: { readonly eps: number }) => Attack;
  /** Radius of the attack, in units of the input. */
  readonly eps: number;
  /** The fall of the accuracy below its best epoch, as a fraction of 1, that ends the training. Default: 0.2, Wong et al.'s. */
  readonly maxDrop?: number;
}

/**
 * Options for `fit` that see catastrophic overfitting: after each epoch the accuracy under a stronger attack, `probe.robustAccuracy`; where it
 * falls by more than `maxDrop` below its best, the training ends. The model gets the weights of its most robust epoch, in any case.
 *
 * ```ts
 * await fit(model, train, { objective: fgsmRs({ eps }), ...overfittingDetector({ data, attack: pgd, eps }), ... });
 * ```
 *
 * Wong, Rice and Kolter (2020), arXiv:2001.03994, section 5.
 *
 * @throws TrainError for a `maxDrop` outside [0, 1]; from `fit` every error of the attack
 */
export function overfittingDetector({
  data,
  attack,
  eps,
  maxDrop = 0.2,
  ...inputs
}: OverfittingDetectorOptions): Required<Pick<FitOptions, 'probe' | 'earlyStopping'>> {
  checkSetting('overfittingDetector: maxDrop', maxDrop, 1);
  return {
    probe: async (model) => {
      const [point] = await robustAccuracy(attackedModel(model, inputs), data, { attack, eps: [eps] });
      return { robustAccuracy: point?.accuracy ?? Number.NaN };
    },
    earlyStopping: { monitor: 'robustAccuracy', maxDrop, patience: Number.POSITIVE_INFINITY },
  };
}
