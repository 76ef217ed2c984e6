import { pgd } from '@gradlab/attacks';
import type { ObjectiveRecipe } from '../objective.ts';
import { adversarialTraining } from './adversarial-training.ts';
import type { InputOptions } from './crafted.ts';

export interface FgsmRsOptions extends InputOptions {
  /** Radius of the Linf ball, in units of the input. */
  readonly eps: number;
  /** Length of the step. Default: 1.25 eps, the paper's; from about 2 eps on, catastrophic overfitting is near. */
  readonly alpha?: number;
}

/**
 * Fast adversarial training, FGSM-RS: one step of FGSM from a random start. It costs little more than twice the plain training, and may
 * collapse from one epoch to the next: the network then withstands FGSM alone. `overfittingDetector` sees that.
 *
 * Wong, Rice and Kolter (2020), "Fast is better than free: revisiting adversarial training", arXiv:2001.03994.
 *
 * @throws InvalidOptionError for an eps or alpha that cannot work
 */
export const fgsmRs = ({ eps, alpha = 1.25 * eps, ...inputs }: FgsmRsOptions): ObjectiveRecipe =>
  adversarialTraining({ attack: (seed) => pgd({ eps, alpha, steps: 1, seed }), ...inputs });
